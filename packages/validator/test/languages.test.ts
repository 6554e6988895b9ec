import { LABELS_ENGLISH } from "@safepassage/policy";
import { CODE_LISTS, findCodeList, SCHEMA_ISSUES } from "@safepassage/schema";
import english from "@safepassage/words/en/codes.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { createWording, ENGLISH_WORDING, validate } from "../src/index.ts";
import { scenarioFixture } from "./fixtures.ts";
import {
  ENGLISH_FILES,
  faultsOf,
  type Language,
  plainFaults,
  readLanguages,
  textsOf,
  translationOf,
  type WordsFile,
} from "./languages.ts";
import { SAME_IN } from "./same-in.ts";

const languages = readLanguages();
const translated = languages.filter(({ locale }) => locale !== "en");

describe("the English labels of codes", () => {
  it("are the only file of the folder for English", () => {
    const folders = languages.map(({ locale, files }) => [locale, Object.keys(files)]);
    expect(Object.fromEntries(folders)).toMatchObject({ en: ["codes"] });
    expect([english.locale, english.reviewedBy]).toEqual(["en", null]);
  });

  it("name every code of every list and nothing else, in the order of the catalogue", () => {
    const wanted = Object.entries(CODE_LISTS)
      .filter(([name]) => !SAID_BY_PLATFORMS.has(name))
      .map(([name, list]) => [name, namedCodesOf(list)] as const)
      .filter(([, codes]) => codes.length > 0);
    const found = Object.entries(english.lists).map(([name, labels]) => [name, keysOf(labels)]);
    expect(found).toEqual(wanted.map(([name, codes]) => [name, inOrderOfKeys(codes)]));
    expect(textsOf(ENGLISH_FILES["codes"] ?? {}).size).toBeGreaterThan(900);
  });

  it.each([
    ["iso3166-1", "region"],
    ["iso4217", "currency"],
    ["iso15924", "script"],
  ] as const)("leave out %s, which platforms say", (list, type) => {
    const names = new Intl.DisplayNames("en", { type, fallback: "none" });
    const codes = findCodeList(list)?.codes.filter(({ testOnly }) => testOnly !== true) ?? [];
    expect(codes.filter(({ code }) => names.of(code) === undefined)).toEqual([]);
    expect(codes.length).toBeGreaterThan(20);
  });

  it("are plain, and each is unique in its list", () => {
    expect(plainFaults(english)).toEqual([]);
  });

  it("begin with a capital or a number, hold no word of a program, and end without a full stop", () => {
    const labels = [...textsOf(english).values()];
    expect(labels.filter((label) => !/^[A-Z0-9][^_]*[^.\s]$/.test(label))).toEqual([]);
    expect(labels.filter((label) => /\b[a-z]+[A-Z]/.test(label))).toEqual([]);
  });

  it("have six words at most, where they are not the name of a purpose", () => {
    const { purpose, ...lists } = english.lists;
    const labels = [...textsOf({ lists }).values()];
    expect(labels.filter((label) => label.split(" ").length > MOST_WORDS)).toEqual([]);
    expect(purpose).toEqual(LABELS_ENGLISH.purposes);
  });

  it("of kinds of data are those of kinds of group", () => {
    expect(LABELS_ENGLISH.kinds).toMatchObject(english.lists.field_category);
  });
});

describe("a language", () => {
  it.each(translated)("$locale says all that English says, soundly", (language) => {
    expect(faultsOf(language)).toEqual([]);
  });

  it.each([invented(), ...translated])("$locale words findings and reasons", (language) => {
    const wording = createWording(translationOf(language));
    const { findings } = validate(REFUSED, { wording });
    const inEnglish = validate(REFUSED).findings;
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual(
      inEnglish.map(({ code, pointer }) => [code, pointer]),
    );
    for (const [index, { sentence, fix }] of findings.entries()) {
      expect(sentence).not.toBe(inEnglish[index]?.sentence);
      expect(fix).not.toBe(inEnglish[index]?.fix);
    }
    const reason = { message: "GROUP_EMPTY", field: "identity.dateOfBirth" } as const;
    expect(wording.reason(reason)).not.toBe(ENGLISH_WORDING.reason(reason));
    expect(wording.reason(reason)).toContain(wording.field("identity.dateOfBirth"));
    expect(wording.field("identity.dateOfBirth")).not.toBe("Date of birth");
  });

  it.each(translated)(
    "$locale has one name for each purpose and each kind of group",
    ({ files }) => {
      const lists = files["codes"]?.["lists"];
      expect(lists).toMatchObject({ purpose: files["labels"]?.["purposes"] });
      expect(files["labels"]?.["kinds"]).toMatchObject(Object(lists).field_category);
    },
  );

  it("shares with English only texts that English has", () => {
    const texts = new Set(
      Object.values(ENGLISH_FILES).flatMap((file) => [...textsOf(file).values()]),
    );
    expect(
      Object.values(SAME_IN)
        .flat()
        .filter((text) => !texts.has(text)),
    ).toEqual([]);
  });

  it("that says everything is without fault", () => {
    expect(faultsOf(invented())).toEqual([]);
  });

  it("that stands under no tag of a language is refused", () => {
    const { files } = invented();
    const renamed = Object.entries(files).map(([name, file]) => [name, { ...file, locale: "a b" }]);
    expect(faultsOf({ locale: "a b", files: Object.fromEntries(renamed) })).toEqual([
      expect.stringMatching(/^RangeError: .*locale/),
    ]);
  });

  it("that leaves the sentences about malformed values to English is refused", () => {
    const codes = Object.entries((invented().files["rules"]?.["codes"] ?? {}) as WordsFile);
    const others = codes.filter(
      ([code]) => !Object.hasOwn(SCHEMA_ISSUES, code.replace("R53_", "")),
    );
    const faults = Object.keys(SCHEMA_ISSUES).flatMap((code) => [
      `rules: codes R53_${code} fix is missing`,
      `rules: codes R53_${code} text is missing`,
    ]);
    expect(faults.length).toBeGreaterThan(60);
    expect(faultsOf(planted("rules", "codes", Object.fromEntries(others)))).toEqual(
      faults.toSorted(),
    );
  });

  it.each<readonly [string, string, string | undefined, unknown, readonly string[]]>([
    ["lacks a file", "labels", undefined, undefined, ["labels is missing"]],
    ["has a file more", "notes", undefined, {}, ["notes is not in English"]],
    ["is in the wrong folder", "codes", "locale", "qab", ["codes: locale is not qaa"]],
    ["was reviewed by a number", "codes", "reviewedBy", 7, [NOBODY]],
    ["was reviewed by nobody", "codes", "reviewedBy", " ", [NOBODY]],
    ["lacks a label", "codes", `${SEX} 2`, undefined, [`codes: ${SEX} 2 is missing`]],
    ["labels a code more", "codes", `${SEX} 3`, "⟦⟧", [`codes: ${SEX} 3 is not in English`]],
    ["has an empty text", "codes", `${SEX} 2`, " ", [`codes: ${SEX} 2 has no text`]],
    ["has a number for a text", "codes", `${SEX} 2`, 2, [`codes: ${SEX} 2 has no text`]],
    ["is English", "codes", `${SEX} 2`, "Female", [`codes: ${SEX} 2 is English: Female`]],
    ["has a message for a label", "codes", `${SEX} 2`, "⟦|{a}|⟧", [`codes: ${SEX} 2 has a brace`]],
    [
      "calls two codes alike",
      "codes",
      `${SEX} 2`,
      "⟦male⟧",
      [`codes: ${SEX} 2 is called like ${SEX} 1`],
    ],
    [
      "calls two fields alike",
      "labels",
      "fields identity.dna",
      "⟦Names⟧",
      ["labels: fields identity.names is called like fields identity.dna"],
    ],
    [
      "lacks a placeholder",
      "reasons",
      "reasons GROUP_EMPTY",
      "⟦⟧",
      ["reasons: reasons GROUP_EMPTY names nothing, not $field"],
    ],
    [
      "has a placeholder more",
      "rules",
      "words pass.rules",
      "⟦{$field}⟧",
      ["rules: words pass.rules names $field, not nothing"],
    ],
    [
      "has another placeholder",
      "reasons",
      "conditions not",
      "⟦{$other}⟧",
      ["reasons: conditions not names $other, not $one"],
    ],
    [
      "has a sentence that is no message",
      "reasons",
      "unnamed field",
      "⟦{⟧",
      ["reasons: unnamed field names what is no message, not nothing"],
    ],
    [
      "lacks the fix of a code",
      "rules",
      "codes R01_PRESENCE_TELLS fix",
      undefined,
      ["rules: codes R01_PRESENCE_TELLS fix is missing"],
    ],
    [
      "lacks a sentence",
      "rules",
      "codes R02_TOO_PRECISE",
      undefined,
      ["rules: codes R02_TOO_PRECISE text is missing"],
    ],
    [
      "lacks one of the sentences about malformed values",
      "rules",
      "codes R53_NOT_JSON",
      undefined,
      ["rules: codes R53_NOT_JSON fix is missing", "rules: codes R53_NOT_JSON text is missing"],
    ],
  ])("that %s is refused", (_, file, place, value, faults) => {
    expect(faultsOf(planted(file, place, value))).toEqual(faults);
  });
});

/** A language that says every English text in brackets. */
function invented(): Language {
  const files = Object.entries(ENGLISH_FILES).map(([name, file]) => [
    name,
    { locale: "qaa", reviewedBy: null, ...(bracketed(file) as WordsFile) },
  ]);
  return { locale: "qaa", files: Object.fromEntries(files) };
}

function bracketed(value: unknown): unknown {
  if (typeof value === "string") return `⟦${value}⟧`;
  const parts = Object.entries(value as WordsFile);
  return Object.fromEntries(parts.map(([key, part]) => [key, bracketed(part)]));
}

/** The invented language with another value in one place, or without that place. */
function planted(file: string, place: string | undefined, value: unknown): Language {
  const { locale, files } = invented();
  if (place === undefined) return { locale, files: replaced(files, [file], value) };
  return { locale, files: replaced(files, [file, ...place.split(" ")], value) };
}

function replaced<T extends object>(whole: T, place: readonly string[], value: unknown): T {
  const [key = "", ...rest] = place;
  const { [key as keyof T]: part, ...others } = whole;
  const now = rest.length === 0 ? value : replaced(part as object, rest, value);
  // A place that is there keeps its order, in which faults name the later of two.
  if (now === undefined) return others as T;
  return { ...whole, [key]: now };
}

/** Codes of a list that need a label: its own, and what it adds to the codes of a standard. */
function namedCodesOf({ codes, extraLabels }: (typeof CODE_LISTS)[string]): readonly string[] {
  return codes.length > 0 ? codes.map(({ code }) => code) : keysOf(extraLabels ?? {});
}

/** Objects have keys that are numbers first, whatever their order in a file. */
const inOrderOfKeys = (keys: readonly string[]): readonly string[] =>
  Object.keys(Object.fromEntries(keys.map((key) => [key, true])));

const keysOf = (value: object): readonly string[] => Object.keys(value);

/** Lists of standards whose codes `Intl.DisplayNames` says; of the languages only those that many speak. */
const SAID_BY_PLATFORMS: ReadonlySet<string> = new Set([
  "iso15924",
  "iso3166-1",
  "iso4217",
  "iso639-3",
]);
const MOST_WORDS = 6;
const SEX = "lists sex_iso5218";
const NOBODY = "codes: reviewedBy is neither null nor a name";
/** A referral that tells more of a person than she has consented to. */
const REFUSED = scenarioFixture("S01.2");
