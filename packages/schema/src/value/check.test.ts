import vectors from "@safepassage/vectors/schema/values.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCodePoint } from "../../test/code-point.ts";
import { CODE_LISTS, DATE_PROFILES, FIELDS, PATTERNS } from "../catalogue/catalogue.ts";
import type { FieldType } from "../catalogue/types.ts";
import { checkOf } from "./check.ts";
import { findUnclean } from "./clean-text.ts";
import { findTextIssue, isTextType, textFinder } from "./find-text.ts";
import { toIssues } from "./issue.ts";
import { standardCodes } from "./standard-codes.ts";

interface ValueCase {
  readonly id: string;
  readonly field: string;
  readonly value: unknown;
  readonly expect: string;
  readonly test?: boolean;
}

describe("checkOf", () => {
  it.each(vectors.cases as readonly ValueCase[])("$id", ({ field, value, expect: code, test }) => {
    const codes = codesFor(field, value, test);
    expect(codes).toEqual(code === "ok" ? [] : [code]);
  });

  it("covers every kind of type in the vectors, with a value accepted and one refused", () => {
    const seen = { ok: new Set<string>(), refused: new Set<string>() };
    for (const { field, expect: code } of vectors.cases) {
      const type = FIELDS.find(({ id }) => id === field)?.type;
      for (const kind of kindsOf(type)) seen[code === "ok" ? "ok" : "refused"].add(kind);
    }
    const used = new Set(FIELDS.flatMap(({ type }) => kindsOf(type)));
    used.delete("sameAs");
    expect([...used].filter((kind) => !seen.ok.has(kind))).toEqual([]);
    expect([...used].filter((kind) => !seen.refused.has(kind))).toEqual([]);
  });

  it("has a check for each field, once for tests and once for production", () => {
    expect(FIELDS.length).toBeGreaterThanOrEqual(258);
    for (const { id } of FIELDS) {
      for (const test of [true, false]) {
        expect(checkOf(id, test)).toBeDefined();
        expect(checkOf(id, test)).toBe(checkOf(id, test));
      }
    }
  });

  it("has none for a field that the catalogue does not have", () => {
    for (const id of ["note", "constructor", ""]) expect(checkOf(id, true)).toBeUndefined();
  });

  it("finds every list, pattern and profile that a type names", () => {
    for (const { type } of FIELDS) {
      for (const part of partsOf(type)) {
        if ("list" in part) expect(CODE_LISTS[part.list]).toBeDefined();
        if ("pattern" in part) expect(PATTERNS[part.pattern]).toBeDefined();
        if ("profile" in part) expect(DATE_PROFILES[part.profile]).toBeDefined();
      }
    }
  });

  it.each([" Ana", "Ana ", "Ana  Maria", "Ana\u00a0Maria", "Ana\u2003Maria"])(
    "refuses a space that a person cannot tell from another: %j",
    (value) => {
      expect(codesFor("organisation.name", value)).toEqual(["TEXT_UNCLEAN"]);
      expect(codesFor("organisation.name", "Ana Maria")).toEqual([]);
    },
  );

  it("refuses an invisible character in any text of any value", () => {
    const texts = (vectors.cases as readonly ValueCase[]).flatMap(
      ({ field, value, expect: code }) =>
        code === "ok" ? textsOf(value).map((put) => ({ field, ...put })) : [],
    );
    expect(texts.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(...INVISIBLE),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ field, text, put }, invisible, part) => {
          const at = Math.round(part * text.length);
          const changed = put(text.slice(0, at) + invisible + text.slice(at));
          expect(codesFor(field, changed)).toEqual(["TEXT_UNCLEAN"]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never accepts a text longer than its bound, whatever it is made of", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELDS),
        fc.oneof(fc.string(), fc.string({ unit: anyCodePoint })),
        ({ id }, text) => {
          const long = text + "x".repeat(131_073);
          const isText = codesFor(id, long)[0];
          expect(["TEXT_TOO_LONG", "WRONG_TYPE", undefined]).toContain(isText);
          // Only a corrected value has no type of its own; beside its target it has one.
          expect(isText === undefined).toBe(id === "correction.value");
        },
      ),
    );
  });

  it("refuses a corrected value that JSON cannot hold", () => {
    for (const value of [undefined, [undefined], { a: undefined }, Number.NaN, () => 1]) {
      expect(codesFor("correction.value", value)).toEqual(["WRONG_TYPE"]);
    }
    expect(codesFor("correction.value", [null])).toEqual([]);
  });

  it("relies on codes that are short and clean", () => {
    const standards = (["iso3166-1", "iso639-3", "iso4217"] as const).flatMap(standardCodes);
    const listed = Object.values(CODE_LISTS).flatMap(({ codes, extra = [] }) => [
      ...codes.map(({ code }) => code),
      ...extra,
    ]);
    const faulty = [...standards, ...listed].filter(
      (code) => findTextIssue(code, 256, () => undefined) !== undefined,
    );
    expect(faulty).toEqual([]);
    expect(listed.length).toBeGreaterThan(500);
  });

  it("relies on types whose texts are clean", () => {
    const types = FIELDS.flatMap(({ type }) => (isTextType(type) ? [type] : []));
    const finders = types.map((type) => textFinder(type, true)).filter(({ isClean }) => isClean);
    const known = vectors.cases
      .map(({ value }) => value)
      .filter((text) => typeof text === "string");
    const pairs = finders.flatMap(({ find }) =>
      known.filter((text) => find(text) === undefined).map((text) => ({ find, text })),
    );
    expect(pairs.length).toBeGreaterThan(30);
    const sign = fc.oneof(
      fc.constantFrom(" ", "\n", "\u200b", "\u00ad", "\u0301", "\u202e", "é", "\ud800"),
      fc.string({ unit: anyCodePoint, minLength: 1, maxLength: 2 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.nat(), sign, ({ find, text }, place, put) => {
        const at = place % (text.length + 1);
        const edited = text.slice(0, at) + put + text.slice(at);
        if (find(edited) === undefined) expect(findUnclean(edited)).toBeUndefined();
        else if (findUnclean(edited) !== undefined) refused++;
      }),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it("never throws and never accepts what JSON cannot hold", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.anything(), ({ id }, value) => {
        const isSound = codesFor(id, value).length === 0;
        if (isSound) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
      }),
    );
  });
});

function codesFor(field: string, value: unknown, test = true): string[] {
  const faults = checkOf(field, test)?.(value) ?? [];
  return [...new Set(toIssues(faults, value).map(({ code }) => code))];
}

interface TextPlace {
  readonly text: string;
  /** The whole value with another text in this place. */
  put(text: string): unknown;
}

/** Every text of a value, however deep, except the kind of a choice, which selects its type. */
function textsOf(value: unknown): TextPlace[] {
  if (typeof value === "string") return [{ text: value, put: (text) => text }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => name !== "kind")
    .flatMap(([name, member]) =>
      textsOf(member).map(({ text, put }) => ({
        text,
        put: (other: string): unknown =>
          Array.isArray(value)
            ? value.with(Number(name), put(other))
            : { ...value, [name]: put(other) },
      })),
    );
}

function partsOf(type: FieldType | undefined): FieldType[] {
  if (type === undefined) return [];
  if ("members" in type) return [type, ...type.members.flatMap((member) => partsOf(member.type))];
  if ("of" in type) return [type, ...Object.values(type.of).flatMap(partsOf)];
  return [type];
}

const kindsOf = (type: FieldType | undefined): string[] => partsOf(type).map(({ t }) => t);

const INVISIBLE = [
  "\u0000",
  "\u001f",
  "\u007f",
  "\u0085",
  "\u00ad",
  "\u034f",
  "\u061c",
  "\u180e",
  "\u200b",
  "\u200c",
  "\u200d",
  "\u200f",
  "\u2029",
  "\u202a",
  "\u2064",
  "\u2069",
  "\ufe0f",
  "\ufeff",
  "\ufffe",
  "\ue000",
  "\ud800",
  "\u{e0001}",
  "\u{e007f}",
  "\u{e01ef}",
  "\u{10ffff}",
];
