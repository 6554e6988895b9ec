import { globSync, readFileSync } from "node:fs";
import { matchesGlob, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const patterns = readFileSync(resolve(root, ".gitignore"), "utf8").split("\n").filter(Boolean);
const isIgnored = (name: string) =>
  patterns.some((pattern) => matchesGlob(name, pattern.replace(/^\//, "")));

it("git ignores every secret that an example of help or guides writes", () => {
  const names = new Set<string>();
  for (const path of globSync(
    ["docs/**/*.md", "packages/cli/README.md", "packages/cli/src/**/*.ts"],
    {
      cwd: root,
    },
  )) {
    const commands = readFileSync(resolve(root, path), "utf8").replaceAll(/\\+\n?\s*/g, " ");
    const written = commands.matchAll(
      /keys generate [^`\n]*?--out (\S+)|--(?:keep|epoch-key) (\S+)/g,
    );
    for (const [, key, kept] of written) names.add((key ?? kept ?? "").replace(/[`",]+$/, ""));
    for (const [, prepared] of commands.matchAll(/safepassage prepare [^`\n]*?--out (\S+)/g)) {
      names.add((prepared ?? "").replace(/[`",]+$/, ""));
    }
  }
  expect([...names]).toContain("ngo-b.key");
  expect([...names].filter((name) => /^[\w-]+(\.[\w-]+)+$/.test(name) && !isIgnored(name))).toEqual(
    [],
  );
});
