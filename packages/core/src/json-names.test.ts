import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNaively, refusalsOf, toPlain } from "../test/naive-json.ts";
import { parseJson } from "./json.ts";

describe("names that are written with escapes", () => {
  it.each(vectors())(
    "$id: are read as they are written, whatever was read before",
    ({ before, text, expect: expected, names }) => {
      for (const one of before) attempt(one);
      const read = attempt(text);
      expect(read.code ?? "ok").toBe(expected);
      if (names !== undefined) expect(Object.keys(read.value as object)).toEqual(names);
    },
  );

  it("are read as a second reader reads them", () => {
    fc.assert(
      fc.property(fc.array(document(), { minLength: 1, maxLength: 6 }), (texts) => {
        for (const text of texts) agree(text);
      }),
      { numRuns: 1500 },
    );
  });

  it("are refused where a second reader refuses them, in texts changed in one place", () => {
    const sign = fc.constantFrom(...'{}[],:"\\u005cabn/ 0e-.\t', "\ud800", "\u0000", "");
    fc.assert(
      fc.property(document(), fc.nat(), sign, fc.boolean(), (text, place, added, replaces) => {
        const at = place % (text.length + 1);
        agree(text.slice(0, at) + added + text.slice(at + (replaces ? 1 : 0)));
      }),
      { numRuns: 3000 },
    );
  });

  it("do not cost more than one pass each", () => {
    const names = Array.from({ length: 60_000 }, (_, i) => `"\\u0061${i}":0`);
    const start = performance.now();
    expect(Object.keys(parseJson(`{${names.join()}}`, LIMITS) as object)).toHaveLength(60_000);
    const plain = `[${Array(60_000).fill('{"a":0}').join()},"\\n"]`;
    parseJson(plain, { maxValues: 200_000 });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** The strict reader agrees with the second one, or refuses with a code that applies. */
function agree(text: string): void {
  const read = attempt(text);
  const naive = text.isWellFormed() ? readNaively(text) : undefined;
  if (!text.isWellFormed()) expect(read.code).toBe("JSON_BAD_TEXT");
  else if (naive === undefined) expect(read.code).toBe("JSON_MALFORMED");
  else {
    const refusals = refusalsOf(naive.value);
    if (refusals.length > 0) expect(refusals).toContain(read.code);
    else {
      expect(read.code).toBeUndefined();
      // Vitest takes 0 and -0 for different: the sign may not be lost.
      expect(read.value).toEqual(toPlain(naive.value));
    }
  }
}

function attempt(text: string): { readonly value?: unknown; readonly code?: string } {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return { code: (error as { code: string }).code };
  }
}

interface Case {
  readonly id: string;
  readonly before: readonly string[];
  readonly text: string;
  readonly expect: string;
  readonly names?: readonly string[];
}

function vectors(): readonly Case[] {
  const url = import.meta.resolve("@safepassage/vectors/json/names.json");
  return JSON.parse(readFileSync(new URL(url), "utf8")).cases;
}

/** A text whose names are made of few letters and spelled in many ways, so that many are equal. */
function document(): fc.Arbitrary<string> {
  const letter = fc.constantFrom("a", "h", "\\", '"', "\n", "/", "u", "0", "\u{1f600}", "\ud83d");
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.array(letter, { maxLength: 3 }).map((all) => all.join("")) },
    { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "10", "2") },
  );
  const string = fc.tuple(name, fc.infiniteStream(fc.nat(3))).map(
    ([text, ways]) =>
      `"${text
        .split("")
        .map((unit) => spell(unit, ways))
        .join("")}"`,
  );
  const number = fc.constantFrom("0", "-0", "1e3", "12.50", "1E-7", "1e999", "123456789012345678");
  const space = fc.constantFrom("", "", "", " ", "\n\t");
  return fc.letrec<{ value: string }>((tie) => {
    const item = fc.tuple(space, tie("value"), space).map((parts) => parts.join(""));
    const member = fc.tuple(space, string, space, item).map(([a, n, b, v]) => `${a}${n}${b}:${v}`);
    return {
      value: fc.oneof(
        { maxDepth: 5, depthSize: "medium" },
        fc.oneof(string, number, fc.constantFrom("null", "true", "false")),
        fc.array(item, { maxLength: 4 }).map((items) => `[${items.join()}]`),
        fc.array(member, { maxLength: 4 }).map((members) => `{${members.join()}}`),
        fc.array(member, { maxLength: 4 }).map((members) => `{${members.join()}}`),
      ),
    };
  }).value;
}

/** One of the ways to write a UTF-16 unit in a string. */
function spell(unit: string, ways: Iterator<number>): string {
  const way = ways.next().value as number;
  const hex = unit.charCodeAt(0).toString(16).padStart(4, "0");
  const short = SHORT.get(unit);
  if (way === 0) return `\\u${hex}`;
  if (way === 1) return `\\u${hex.toUpperCase()}`;
  // A lone surrogate may only come as an escape: the text itself is well-formed.
  const mustEscape = unit < " " || unit === '"' || unit === "\\" || !unit.isWellFormed();
  if (short !== undefined && (way === 2 || mustEscape)) return short;
  return mustEscape ? `\\u${hex}` : unit;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["/", "\\/"],
  ["\n", "\\n"],
]);
const LIMITS = { maxLength: 2_000_000, maxValues: 100_000 };
