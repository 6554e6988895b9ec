import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Base64url } from "./bytes.ts";
import { canonicalDigest, canonicalJson } from "./canonical-json.ts";
import { parseJson } from "./json.ts";

describe("canonicalJson", () => {
  const names = readdirSync(directory("input"));

  it("has all six vectors of RFC 8785 before it", () => {
    expect(names).toEqual(
      ["arrays", "french", "structures", "unicode", "values", "weird"].map((n) => `${n}.json`),
    );
  });

  it.each(names)("gives the octets of %s", (name) => {
    const text = canonicalJson(parseJson(read("input", name)));
    expect(text).toBe(read("output", name));
    const hex = read("outhex", name.replace(".json", ".txt")).replace(/\s/g, "");
    expect(Buffer.from(text).toString("hex")).toBe(hex);
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
      }),
    );
  });

  it("is JSON of the same value, and its own canonical form", () => {
    fc.assert(
      fc.property(wellFormedJson(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("sorts names by UTF-16 code units, not by code points", () => {
    // U+FB33 comes before U+1F600 as a code point, after it as code units (d83d de00).
    expect(canonicalJson({ "\ufb33": 1, "\u{1f600}": 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  it.each([
    ["undefined", undefined],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a big integer", 1n],
    ["NaN", Number.NaN],
    ["an infinity", Number.POSITIVE_INFINITY],
    ["a lone surrogate", "\ud800"],
    ["a date", new Date(0)],
    ["octets", Uint8Array.of(1)],
    ["a map", new Map([["a", 1]])],
    ["a boxed number", Object(1)],
  ])("refuses %s, at the top and within", (_, value) => {
    for (const one of [value, [value], { a: value }, { a: [{ b: value }] }]) {
      expect(() => canonicalJson(one)).toThrow(code("CANONICAL_UNSUPPORTED"));
    }
  });

  it("refuses a name that is no text, a hole and a cycle", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested.
    for (const value of [{ "\ud800": 1 }, [1, , 2], cycle, { ...cycle, toJSON: () => 1 }]) {
      expect(() => canonicalJson(value)).toThrow(code("CANONICAL_UNSUPPORTED"));
    }
  });

  it("takes objects without a prototype", () => {
    expect(canonicalJson(Object.assign(Object.create(null), { b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
  });
});

describe("canonicalDigest", () => {
  it("is SHA-256 of the canonical form", () => {
    expect(canonicalDigest({ b: [1.0, 1e21], a: "é" })).toBe(
      sha256Base64url('{"a":"é","b":[1,1e+21]}'),
    );
  });
});

function wellFormedJson(): fc.Arbitrary<unknown> {
  return fc.jsonValue({ stringUnit: "grapheme" });
}

function directory(folder: string): URL {
  return new URL(`${folder}/`, import.meta.resolve("@safepassage/vectors/jcs/README.md"));
}

function read(folder: string, name: string): string {
  return readFileSync(new URL(name, directory(folder)), "utf8").replace(/\n$/, "");
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
