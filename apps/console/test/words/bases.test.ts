import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { EXCHANGE_TYPES, isCitationRead, isConsentBasis, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { wordedBasis } from "../../src/words/basis-words.ts";
import { LOCALES } from "../../src/words/locales.ts";

const WORDS = resolve(import.meta.dirname, "../../src/words");
const READINGS = resolve(import.meta.dirname, "../../../../docs/legal/basis-words.md");

/** The marks that the catalogue gives each legal basis that a message may name. */
const marks = new Map<string, string[]>();
for (const { basis, status } of [
  ...PURPOSES.flatMap(({ legalBases }) => legalBases),
  ...Object.values(EXCHANGE_TYPES).flatMap(({ bases, alsoBases = [] }) => [
    ...(bases === "purpose" ? [] : bases),
    ...alsoBases,
  ]),
]) {
  marks.set(basis, [...(marks.get(basis) ?? []), status]);
}
const listed = [...marks.keys()].toSorted();
const isRead = (basis: string): boolean => marks.get(basis)?.every(isCitationRead) === true;
const words = read("en");
const isWorded = (basis: string): boolean => wordsOf(basis) !== undefined;

describe("what a legal basis is about", () => {
  it("is said of listed bases only, and not of consent, which says it itself", () => {
    const others = Object.keys(words).filter((basis) => !marks.has(basis) || isConsentBasis(basis));
    expect(others).toEqual([]);
  });

  it("is said of each basis whose text the catalogue marks as read", () => {
    const unsaid = listed.filter(
      (basis) => isRead(basis) && !isConsentBasis(basis) && !isWorded(basis),
    );
    expect(listed.filter(isRead).length).toBeGreaterThan(50);
    expect(unsaid).toEqual([]);
  });

  it("is said of another only if its text was read later, as the page of readings says", () => {
    const readLater = listed.filter((basis) => !isRead(basis) && isWorded(basis));
    expect(readLater).toEqual(inTable("Read later"));
  });

  it("is left unsaid where nobody has read it, as the same page says", () => {
    const unsaid = listed.filter((basis) => !isConsentBasis(basis) && !isWorded(basis));
    expect(unsaid).toEqual(inTable("Not read"));
  });

  it.each(Object.keys(LOCALES))("in %s tells the bases of a law apart", (locale) => {
    const said = Object.entries(read(locale)).map(
      ([basis, text]) => `${basis.split("#")[0]}: ${text}`,
    );
    expect(said.filter((one, place) => said.indexOf(one) !== place)).toEqual([]);
  });
});

describe("the law of the United Kingdom", () => {
  it("shares the words of the GDPR, under the same number", () => {
    const shared = listed.filter((basis) => wordedBasis(basis) !== basis);
    expect(shared.length).toBeGreaterThan(20);
    expect(shared.filter((basis) => basis in words)).toEqual(["UK-GDPR#6(1)(ea)"]);
    expect(wordsOf("UK-GDPR#15")).toBe(words["GDPR#15"]);
    expect(wordsOf("UK-DPA2018#45")).toBe(words["UK-DPA2018#45"]);
  });
});

function wordsOf(basis: string): string | undefined {
  return words[basis] ?? words[wordedBasis(basis)];
}

function read(locale: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(resolve(WORDS, locale, "bases.json"), "utf8"));
}

/** Bases in the first column of the table under a heading. */
function inTable(heading: string): readonly string[] {
  const page = readFileSync(READINGS, "utf8");
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => row.split("|")[1]?.match(/(?<=`)[^`, ]+(?=`)/g) ?? []).toSorted();
}
