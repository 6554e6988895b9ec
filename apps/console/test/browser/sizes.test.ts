import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { PersonName } from "@safepassage/exchange/people";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { it } from "./harness.ts";

interface Limit {
  readonly name: string;
  readonly kib: number;
  readonly person?: PersonName;
  /** A selector of what is there once the page is shown. */
  readonly row: string;
  /** What the page needs, by its name in the build. */
  readonly needs: readonly string[];
}

/** What somebody waits for on a slow line: until the page is shown, in English. */
const LIMITS: readonly Limit[] = [
  {
    ...{ name: "the page to sign in", kib: 130, row: "main a.button" },
    needs: ["index.html", "src/words/en/shell.json", "src/words/en/common.json"],
  },
  {
    ...{ name: "the inbox", kib: 190, person: "mira", row: ".long-list-row" },
    needs: [
      "index.html",
      "src/app/app.tsx",
      "src/pages/lists/inbox.tsx",
      ...["shell", "common", "lists", "parts"].map((area) => `src/words/en/${area}.json`),
      "src/words/labels-en.ts",
      "../../packages/words/en/codes.json",
    ],
  },
];

describe.each(LIMITS)("$name", ({ kib, person, row, needs }) => {
  it(`loads at most ${kib} KiB of JavaScript until it is shown`, async ({ desk }) => {
    const loaded = new Map<string, Promise<number>>();
    const prepare = async (page: Page): Promise<void> => {
      page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        if (!pathname.endsWith(".js")) return;
        const sizes = response.finished().then(() => response.request().sizes());
        loaded.set(
          pathname.slice(1),
          sizes.then(({ responseBodySize }) => responseBodySize),
        );
      });
    };
    const page =
      person !== undefined
        ? await desk.signIn("NGO-C", person, { path: "/inbox", prepare })
        : await desk.openPage("NGO-C", { prepare });
    await page.locator(row).first().waitFor();
    const sizes = await Promise.all(
      [...loaded].map(async ([file, size]) => [file, await size] as const),
    );
    const seen = new Map(sizes.filter(([file]) => !isLater(file)));
    const expected = filesOf(needs);
    // What the build says that the page needs is what the browser fetches, octet by octet.
    expect([...seen.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [file, size] of seen) expect(size, file).toBe(expected.get(file));
    expect(sum(expected.values()), list(expected)).toBeLessThanOrEqual(kib * 1024);
  });
});

/** Part of what Vite writes of each file. */
interface Entry {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** The files that some entries need, with their sizes as they travel. */
function filesOf(entries: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const visit = (name: string): void => {
    const entry = MANIFEST[name];
    if (entry === undefined) throw new Error(`the build has no ${name}`);
    if (found.has(entry.file)) return;
    const code = readFileSync(join(DIST, entry.file));
    // The gateway leaves a file as it is that gzip does not make smaller.
    found.set(entry.file, Math.min(gzipSync(code, { level: 9 }).length, code.length));
    for (const one of entry.imports ?? []) visit(one);
  };
  for (const name of entries) visit(name);
  return found;
}

/**
 * Whether a file is fetched once the page is shown: what covers it, so that covering does not need the gateway, and what keeps the focus
 * where a part of it is taken off.
 */
const isLater = (file: string): boolean =>
  filesOf(["src/app/later.ts"]).has(file) && !LIMITS.some(({ needs }) => filesOf(needs).has(file));

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0);

const list = (files: ReadonlyMap<string, number>): string =>
  [...files]
    .sort(([, a], [, b]) => b - a)
    .map(([file, size]) => `${file} ${(size / 1024).toFixed(1)}`)
    .join(", ");

const DIST = resolve(import.meta.dirname, "../../dist");
const MANIFEST = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Readonly<
  Record<string, Entry>
>;
