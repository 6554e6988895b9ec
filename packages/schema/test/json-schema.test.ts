import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../src/catalogue/catalogue.ts";
import {
  buildJsonSchema,
  isJsonSchemaName,
  type JsonSchema,
  jsonSchemaId,
  jsonSchemaNames,
} from "../src/json-schema/index.ts";
import { ADDRESS, CALENDAR } from "../src/json-schema/patterns.ts";
import { findUnclean } from "../src/value/clean-text.ts";

const NAMES = jsonSchemaNames();

describe("a JSON Schema", () => {
  it.each(NAMES)("%s has a stable name and stands alone", (name) => {
    const schema = buildJsonSchema(name);
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema.$id).toBe(`https://safepassage.example/schemas/1.0/${name}.json`);
    expect(schema.$id).toBe(jsonSchemaId(name));
    const definitions = Object.keys(schema.$defs ?? {});
    const references = JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g);
    const referred = new Set([...references].map(([, definition]) => definition));
    expect([...referred].sort()).toEqual(definitions.sort());
    expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#\/\$defs\/)/);
  });

  it("names only what there is", () => {
    expect(isJsonSchemaName("draft")).toBe(true);
    for (const name of ["", "constructor", "draft.json"])
      expect(isJsonSchemaName(name)).toBe(false);
  });

  it("has only expressions that ECMA-262, Python and Java read alike", () => {
    const patterns = NAMES.flatMap((name) => patternsIn(buildJsonSchema(name)));
    expect(patterns.length).toBeGreaterThan(100);
    for (const pattern of patterns) {
      // Digits and words are all of Unicode in Python; classes and lookbehind are not everywhere.
      expect(pattern.replaceAll("[\\s\\S]", "")).not.toMatch(
        /\\[dDwWsSbBpPkQEAzZG]|\(\?[<#imsux-]/,
      );
      // `[^]`, nested classes and intersections are read differently.
      expect(pattern).not.toMatch(/\[\^?\]|&&/);
    }
  });

  it("refers, for each text with an expression, to the characters that no text may hold", () => {
    for (const name of NAMES) {
      const texts = textsIn(buildJsonSchema(name));
      expect(texts.length).toBeGreaterThan(2);
      expect(texts.filter(({ $ref }) => $ref !== "#/$defs/cleanText")).toEqual([]);
    }
  });

  it("knows each character that no text may hold", () => {
    const pattern = buildJsonSchema("draft").$defs?.["cleanText"]?.not?.pattern ?? "";
    const unclean = new RegExp(pattern, "u");
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const isUnclean = findUnclean(character) === "TEXT_UNCLEAN";
      if (unclean.test(character) !== isUnclean) expect([code, isUnclean]).toEqual([]);
    }
    expect(["\u00ad", "\n", "\u{e0041}"].map((one) => unclean.test(`a${one}b`))).not.toContain(
      false,
    );
  });

  it("tells of each field what it says and how sensitive it is", () => {
    const { $defs = {} } = buildJsonSchema("message");
    for (const { id, place, sensitivity } of FIELDS) {
      const said = $defs[id];
      expect(said?.title, id).toBe(id);
      expect(said?.description, id).toMatch(/^[A-Z0-9].*\. .*Sensitivity P[0-5]: /);
      expect(said?.description, `${id} ${place}`).toContain(`Sensitivity ${sensitivity}: `);
    }
  });
});

describe("the expressions of a JSON Schema", () => {
  it("know the days of every year", () => {
    const calendar = new RegExp(CALENDAR, "u");
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(13), fc.nat(32), (year, month, day) => {
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
        const date = new Date(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(calendar.test(text)).toBe(isReal);
      }),
      { numRuns: 20_000 },
    );
  });

  it("know the addresses that a URL may have", () => {
    const address = new RegExp(ADDRESS, "u");
    const piece = fc.constantFrom("0", "1", "ff", "12ab", "00001", "");
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 10 }), (pieces) => {
        const text = pieces.join(":");
        expect(address.test(text), text).toBe(URL.canParse(`http://[${text}]/`));
      }),
      { numRuns: 5_000 },
    );
    for (const text of ["0.0.0.0", "255.255.255.255"]) expect(address.test(text)).toBe(true);
    for (const text of ["256.0.0.1", "01.0.0.1", "1.2.3", "::1.2.3.4"]) {
      expect(address.test(text)).toBe(false);
    }
  });
});

function patternsIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) =>
    name === "pattern" && typeof value === "string" ? [value] : patternsIn(value),
  );
}

/** Every schema of a text that has an expression. */
function textsIn(schema: unknown): readonly JsonSchema[] {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = Object.values(schema).flatMap(textsIn);
  const isText = "type" in schema && schema.type === "string" && "pattern" in schema;
  return isText ? [schema as JsonSchema, ...inner] : inner;
}

const pad = (value: number, length: number): string => String(value).padStart(length, "0");
