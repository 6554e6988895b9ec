import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonLimits, parseJson } from "./json.ts";

describe("parseJson", () => {
  it("reads what JSON.parse reads, as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "grapheme" }), fc.boolean(), (text, pretty) => {
        fc.pre(!text.includes('"__proto__"'));
        const value = JSON.parse(text);
        const spaced = pretty ? JSON.stringify(value, null, 2) : text;
        expect(parseJson(spaced)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a member repeated beside numbers of any form", () => {
    const form = fc.tuple(fc.integer(), fc.nat(30)).map(([digits, power]) => `${digits}e${power}`);
    fc.assert(
      fc.property(fc.array(form, { maxLength: 20 }), (forms) => {
        const text = `{"n":[${forms.join()}],"a":1,"a":1}`;
        expect(() => parseJson(text)).toThrow(code("JSON_DUPLICATE_MEMBER"));
        expect(parseJson(`[${forms.join()}]`)).toEqual(forms.map(Number));
      }),
    );
  });

  it("refuses what JSON.parse refuses", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom(...'{}[],:"\\01tn '), (text, at, added) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + added + text.slice(place);
        let native: unknown;
        try {
          native = JSON.parse(changed);
        } catch {
          expect(() => parseJson(changed)).toThrow(code("JSON_MALFORMED"));
          return;
        }
        // A change may also have made two members equal or a number infinite.
        const read = attempt(changed);
        if (read.refusal === undefined) expect(read.value).toEqual(native);
        else expect(STRICTER).toContain(read.refusal);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a member repeated anywhere in any document", () => {
    const name = fc.string({ unit: "grapheme", maxLength: 8 }).filter((one) => one !== "__proto__");
    const path = fc.array(fc.constantFrom("array", "object"), { maxLength: 12 });
    fc.assert(
      fc.property(name, fc.jsonValue(), fc.jsonValue(), path, fc.boolean(), (n, a, b, way, esc) => {
        fc.pre(!JSON.stringify([a, b]).includes('"__proto__"'));
        const again = esc ? escapeAll(n) : JSON.stringify(n);
        const pair = `{${JSON.stringify(n)}:${JSON.stringify(a)},${again}:${JSON.stringify(b)}}`;
        const text = way.reduce(
          (inner, kind) => (kind === "array" ? `[0,${inner}]` : `{"k":${inner},"l":1}`),
          pair,
        );
        expect(() => parseJson(text)).toThrow(code("JSON_DUPLICATE_MEMBER"));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"a":1,"a":1}'],
    ['{"a":1,"\\u0061":2}'],
    ['{"\\u0061":1,"\\u0061":2}'],
    ['{"":1,"":2}'],
    ['[[{"b":{"a":[],"c":0,"a":{}}}]]'],
    ['{"/":1,"\\/":2}'],
    ['{"1":0,"1":0}'],
    ['{"a:":1,"a:":2}'],
    ['{"constructor":1,"constructor":2}'],
    // Forms of numbers that are shorter than all their digits must not hide a member.
    ['{"a":1,"a":2,"b":1e9}'],
    ['{"a":1,"a":2,"b":[1e15,1e3]}'],
    ['{"a":0,"a":[],"b":-1e12}'],
  ])("refuses the repeated member of %s", (text) => {
    expect(() => parseJson(text)).toThrow(code("JSON_DUPLICATE_MEMBER"));
  });

  it.each([
    ['{"a":"\\",\\"a\\":1","b":"a"}'],
    ['{"a":{"a":{"a":1}}}'],
    ['[{"a":1},{"a":1}]'],
    ['{"a\\\\":1,"a":2}'],
    ['{"A":1,"a":2}'],
    ['{"é":1,"e\u0301":2}'],
    ['{"\\\\\\"":1,"\\\\":":"}'],
    ['":,{}[]\\\\"'],
  ])("takes %s, where nothing is repeated", (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ["JSON_MALFORMED", ""],
    ["JSON_MALFORMED", "{"],
    ["JSON_MALFORMED", '{"a":1'],
    ["JSON_MALFORMED", '"a'],
    ["JSON_MALFORMED", '"a\\"'],
    ["JSON_MALFORMED", '"\\'],
    ["JSON_MALFORMED", '"'],
    ["JSON_MALFORMED", "[1,]"],
    ["JSON_MALFORMED", "{} {}"],
    ["JSON_MALFORMED", "{'a':1}"],
    ["JSON_MALFORMED", "01"],
    ["JSON_MALFORMED", "NaN"],
    ["JSON_MALFORMED", "]]]]"],
    ["JSON_MALFORMED", '"a\nb"'],
    ["JSON_MALFORMED", "\ufeff{}"],
    ["JSON_MALFORMED", "{}\u0000"],
    ["JSON_BAD_TEXT", '"\ud800"'],
    ["JSON_BAD_TEXT", '"\\ud800"'],
    ["JSON_BAD_TEXT", '"\\uDC00\\ud800"'],
    ["JSON_BAD_TEXT", '{"\\udfff":1}'],
    ["JSON_BAD_TEXT", '[{"a":["\\uD83D"]}]'],
    ["JSON_BAD_NUMBER", "1e400"],
    ["JSON_BAD_NUMBER", '{"a":[-1e999]}'],
    ["JSON_FORBIDDEN_MEMBER", '{"__proto__":{}}'],
    ["JSON_FORBIDDEN_MEMBER", '[{"a":{"\\u005f_proto__":1}}]'],
  ])("answers %s to %j", (expected, text) => {
    expect(() => parseJson(text)).toThrow(code(expected));
  });

  it("takes a surrogate pair, escaped or not", () => {
    expect(parseJson('["\\ud83d\\ude00","😀"]')).toEqual(["😀", "😀"]);
  });

  it("counts characters, levels and values, and takes exactly as many as the limit", () => {
    expectLimit("JSON_TOO_LARGE", '"abc"', '"abcd"', { maxLength: 5 });
    expectLimit("JSON_TOO_DEEP", '[{"a":[]}]', '[{"a":[[]]}]', { maxDepth: 3 });
    expectLimit("JSON_TOO_MANY", "[1,2,3]", "[1,2,3,4]", { maxValues: 3 });
    expectLimit("JSON_TOO_MANY", '{"a":{"b":1}}', '{"a":{"b":1,"c":1}}', { maxValues: 2 });
  });

  it("counts levels, not siblings", () => {
    const siblings = `[${Array(50).fill('[{"a":[]}]').join()}]`;
    expect(parseJson(siblings, { maxDepth: 4 })).toEqual(JSON.parse(siblings));
  });

  it("does not count what stands in strings", () => {
    expect(parseJson('"[[[[,,,,::::{{{{"', { maxDepth: 1, maxValues: 1 })).toBe("[[[[,,,,::::{{{{");
  });

  it.each([
    ["opening brackets", "[".repeat(1_000_000), "JSON_TOO_DEEP"],
    ["balanced brackets", "[".repeat(500_000) + "]".repeat(500_000), "JSON_TOO_DEEP"],
    ["nested objects", '{"a":'.repeat(200_000), "JSON_TOO_DEEP"],
    ["commas", `[${"0,".repeat(500_000)}0]`, "JSON_TOO_MANY"],
    ["backslashes", `"${"\\".repeat(1_000_000)}`, "JSON_MALFORMED"],
    ["escaped quotes", `"${'\\"'.repeat(500_000)}`, "JSON_MALFORMED"],
    ["octets beyond the limit", " ".repeat(50_000_000), "JSON_TOO_LARGE"],
  ])("refuses a bomb of %s in no time", (_, text, expected) => {
    const start = performance.now();
    expect(() => parseJson(text)).toThrow(code(expected));
    // Linear work on a million characters takes a few milliseconds; quadratic work takes minutes.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("never quotes the text in its message", () => {
    for (const text of ['{"name":"Amina"', '{"Amina":1,"Amina":2}', '"Amina\\ud800"']) {
      try {
        parseJson(text);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).not.toContain("Amina");
        expect((error as Error).cause).toBeUndefined();
      }
    }
  });
});

describe("isJsonObject", () => {
  it("tells objects from arrays and null", () => {
    expect([{}, [], null, "a", undefined].map(isJsonObject)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

it.each([
  { maxDepth: Number.NaN },
  { maxDepth: 1025 },
  { maxDepth: -1 },
  { maxLength: Number.NaN },
  { maxValues: Number.NaN },
])("takes no limit that bounds nothing: %o", (limits) => {
  expect(() => parseJson("[]", limits)).toThrow(RangeError);
});

function expectLimit(expected: string, taken: string, refused: string, limits: JsonLimits): void {
  expect(parseJson(taken, limits)).toEqual(JSON.parse(taken));
  expect(() => parseJson(refused, limits)).toThrow(code(expected));
}

function attempt(text: string): { value?: unknown; refusal?: string } {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return { refusal: (error as { code: string }).code };
  }
}

/** A JSON string in which every UTF-16 unit is written as an escape. */
function escapeAll(text: string): string {
  const escapes = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, "0"),
  );
  return `"${escapes.map((hex) => `\\u${hex}`).join("")}"`;
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}

/** Codes for faults that JSON.parse accepts. */
const STRICTER = [
  "JSON_DUPLICATE_MEMBER",
  "JSON_FORBIDDEN_MEMBER",
  "JSON_BAD_NUMBER",
  "JSON_BAD_TEXT",
];
