import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { codesOf, OPERATIONS, type Operation } from "@safepassage/api";
import type { ErrorEntry } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { readErrorTables } from "./generators/error-tables.ts";

/** Title and hint of problems by their codes. */
type Texts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface ProblemFile {
  readonly locale: string;
  readonly reviewedBy: string | null;
  readonly problems: Texts;
}

const ROOT = resolve(import.meta.dirname, "..");
const WORDS = join(ROOT, "packages/words");
/** Whole tables of which a person at the console may meet any code. */
const OF_PERSONS: ReadonlySet<string> = new Set(["api", "schema"]);
/** What a gateway of an earlier version says to a newer page. */
const OF_VERSIONS = ["GATEWAY_ROUTE_UNKNOWN"];

const tables = await readErrorTables(ROOT);
const english = englishTexts();
const languages = readdirSync(WORDS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["en", "node_modules"].includes(entry.name))
  .map(({ name }) => name);

describe("the problems that a person at the console can meet", () => {
  it("are said in every language that the console speaks, but for English", () => {
    expect(Object.keys(english).length).toBeGreaterThan(70);
    expect(languages).toEqual(["ar", "es", "fr"]);
  });

  it("say in English what the translations were made from: where one has changed, mend them before this file", () => {
    const { problems } = JSON.parse(readFileSync(join(WORDS, "en/problems.json"), "utf8"));
    expect(Object.entries(problems)).toEqual(
      Object.entries(english).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  });

  it.each(languages)("are said in %s, each with its title and its hint", (locale) => {
    const file = readFile(locale);
    expect(Object.keys(file)).toEqual(["locale", "reviewedBy", "problems"]);
    expect(file.locale).toBe(locale);
    // Whoever has read the file signs with a name.
    expect(file.reviewedBy ?? "nobody yet").toMatch(/\S/);
    expect(faultsOf(file.problems)).toEqual([]);
    expect(Object.keys(file.problems)).toEqual(Object.keys(file.problems).toSorted());
  });

  it.each<readonly [string, (texts: Texts) => Texts, readonly string[]]>([
    ["lacks a code", ({ [CODE]: _, ...others }) => others, [`${CODE} is missing`]],
    ["has a code more", (texts) => ({ ...texts, API_NO: SAID }), ["API_NO is not in English"]],
    ["lacks a hint", (texts) => ({ ...texts, [CODE]: { title: "…" } }), [`${CODE} lacks hint`]],
    [
      "has an empty title",
      (texts) => ({ ...texts, [CODE]: { ...SAID, title: " " } }),
      [`${CODE} lacks title`],
    ],
    [
      "says more than title and hint",
      (texts) => ({ ...texts, [CODE]: { ...SAID, fix: "…" } }),
      [`${CODE} has fix`],
    ],
    [
      "is English",
      (texts) => ({ ...texts, [CODE]: { ...SAID, title: english[CODE]?.["title"] } }),
      [`${CODE} title is English`],
    ],
    [
      "translates the name of a header",
      (texts) => ({ ...texts, API_REASON_MISSING: SAID }),
      ["API_REASON_MISSING hint does not name safepassage-reason"],
    ],
  ])("are not said by a language that %s", (_, change, faults) => {
    expect(faultsOf(change(readFile("fr").problems))).toEqual(faults);
  });
});

const CODE = "API_DRAFT_CLOSED";
const SAID = { title: "…", hint: "…." };

/** Title and hint of what an operation may answer, as the tables have them. */
function englishTexts(): Texts {
  const all = new Map(tables.flatMap(({ entries }) => Object.entries<ErrorEntry>(entries)));
  const codes = new Set([
    ...Object.values<Operation>(OPERATIONS).flatMap(codesOf),
    ...tables.flatMap(({ package: name, entries }) =>
      OF_PERSONS.has(name) ? Object.keys(entries) : [],
    ),
    ...OF_VERSIONS,
  ]);
  return Object.fromEntries(
    [...codes].map((code) => {
      const entry = all.get(code);
      if (entry === undefined) throw new Error(`no table has ${code}`);
      return [code, { title: entry.title, hint: entry.hint }];
    }),
  );
}

/** What a language lacks, or has that English has not. */
function faultsOf(texts: Texts): readonly string[] {
  return [
    ...Object.keys(english)
      .filter((code) => !Object.hasOwn(texts, code))
      .map((code) => `${code} is missing`),
    ...Object.entries(texts).flatMap(([code, said]) => {
      const source = english[code];
      return source === undefined ? [`${code} is not in English`] : textFaults(code, said, source);
    }),
  ];
}

function textFaults(code: string, said: Texts[string], source: Texts[string]): readonly string[] {
  return [
    ...Object.keys(said)
      .filter((name) => !Object.hasOwn(source, name))
      .map((name) => `${code} has ${name}`),
    ...Object.entries(source).flatMap(([name, inEnglish]) => {
      const text = said[name];
      if (typeof text !== "string" || text.trim() === "") return [`${code} lacks ${name}`];
      if (text === inEnglish) return [`${code} ${name} is English`];
      const left = namesIn(String(inEnglish)).filter((one) => !text.includes(one));
      return left.map((one) => `${code} ${name} does not name ${one}`);
    }),
  ];
}

/** What programs call so in every language: names of headers, members, addresses, codes and media types. */
const namesIn = (text: string): readonly string[] => text.match(NAME) ?? [];
const NAME =
  /safepassage[- ][a-z]+|Last-Event-ID|\/v1\/[a-z]+|application\/[a-z]+|\b[A-Z]+_[A-Z]+\b|__proto__|\b[a-z]+[A-Z][a-z]+\b/g;

function readFile(locale: string): ProblemFile {
  return JSON.parse(readFileSync(join(WORDS, locale, "problems.json"), "utf8"));
}
