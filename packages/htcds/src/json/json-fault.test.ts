import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "./json-fault.ts";

describe("findJsonFault", () => {
  it.each([
    ['{"a":NaN}', 5, "a value"],
    ['{"a":1,}', 7, "a name"],
    ['{"a":1 "b":2}', 7, "a comma or }"],
    ["[1,]", 3, "a value"],
    ["[1 2]", 3, "a comma or ]"],
    ["{'a':1}", 1, "a name"],
    ['{"a" 1}', 5, "a colon"],
    ['{"a":"x\ny"}', 5, "a value"],
    ['{"a":01}', 5, "a value"],
    ['{"a":1', 6, "a comma or }"],
    ["", 0, "a value"],
    ["{} x", 3, "nothing more"],
    ["[}", 1, "a value"],
    ['{"a":tru}', 5, "a value"],
    ["// x", 0, "a value"],
  ])("names the place and what is expected: %j", (text, at, expected) => {
    expect(findJsonFault(text)).toMatchObject({ at });
    expect(findJsonFault(text)?.expected.startsWith(expected)).toBe(true);
  });

  it("finds a fault where the engine does, and nowhere else", () => {
    const signs = fc.constantFrom(..."{}[]:,\"'0123.-+eE \n\\tnu", "true", "false", "null", '"a"');
    const edited = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(2), signs)
      .map(([text, at, cut, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + cut);
      });
    const texts = fc.oneof(
      fc.json(),
      edited,
      fc.array(signs, { maxLength: 12 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fault = findJsonFault(text);
        expect(fault === undefined).toBe(isJson(text));
        if (fault === undefined) return;
        expect(fault.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 5000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
