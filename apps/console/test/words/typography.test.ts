import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { LOCALES } from "../../src/words/locales.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
/** A sign before which French leaves a space that breaks no line. In a placeholder a name follows the colon at once. */
const BROKEN = / (?:[:;!?](?=\s|$|\}\})|»)|« |\d \d{3}(?!\d)/;
/** What the keyboard does not have, and no text of ours uses. */
const CURLED = /[‘’“”…]/;
/** A colon of English in what a page draws, after a name that stands in braces. Labels that are only heard may have one. */
const OWN_COLON = /\}:(?:\{" "\}|$| ?<| \{\w+\([^)]*\)\})|\$\{[^}]*\}: `|`: \$\{/m;
const SOURCES = join(ROOT, "apps/console/src");
const SPANISH_FAULTS = [BROKEN, /[«¿¡] | »/];

describe("the typography", () => {
  it("of French keeps a sign on the line of its word", () => {
    const texts = textsIn("fr");
    expect(texts.length).toBeGreaterThan(2000);
    expect(texts.filter((text) => BROKEN.test(text) || CURLED.test(text))).toEqual([]);
  });

  it("of Spanish opens each question and each exclamation", () => {
    const texts = textsIn("es");
    expect(texts.length).toBeGreaterThan(2000);
    const unopened = (text: string): boolean =>
      text.includes("?") !== text.includes("¿") || text.includes("!") !== text.includes("¡");
    expect(texts.filter((text) => unopened(text) || CURLED.test(text))).toEqual([]);
    expect(texts.filter((text) => SPANISH_FAULTS.some((fault) => fault.test(text)))).toEqual([]);
  });
});

describe("the colon after a name", () => {
  it("is that of the language on each page", () => {
    expect(LOCALES.fr.colon).toBe("\u00a0: ");
    const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
    const pages = files.filter((name) => name.endsWith(".tsx"));
    expect(pages.length).toBeGreaterThan(100);
    const written = pages.filter((name) =>
      OWN_COLON.test(readFileSync(join(SOURCES, name), "utf8")),
    );
    expect(written).toEqual([]);
  });
});

/** All texts of a language: those of the console, and those of the package of words. */
function textsIn(locale: string): readonly string[] {
  const folders = ["apps/console/src/words", "packages/words"].map((path) =>
    join(ROOT, path, locale),
  );
  return folders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) =>
      textsOf(JSON.parse(readFileSync(join(folder, name), "utf8"))),
    ),
  );
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
