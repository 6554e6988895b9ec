import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCompactJson } from "./compact-json.ts";
import { CoreError } from "./core-error.ts";
import { parseJson } from "./json.ts";

describe("isCompactJson", () => {
  it.each([
    ['{"a":[1,"b c",true,null],"é":{}}'],
    ['""'],
    ["[]"],
    ["123456789012345"],
    ['["1",{"_sd":["x"]},0]'],
  ])("knows the compact text %s", (text) => {
    expect(isCompactJson(text)).toBe(true);
  });

  it.each([
    ["white space between tokens", '{"a": 1}'],
    ["white space at the end", "[1]\n"],
    ["an escape that means a letter", '"\\u0061"'],
    ["an escape that is needed", '"\\n"'],
    ["a fraction", "[1.0]"],
    ["an exponent", "[1e2]"],
    ["a capital exponent", "[1E2]"],
    ["a sign", "[-0]"],
    ["a number that is rounded", "[12345678901234567890]"],
    ["members that the engine moves", '{"a":1,"1":2}'],
  ])("does not vouch for %s", (_, text) => {
    expect(isCompactJson(text)).toBe(false);
  });

  it("vouches for nothing but what is written the same again", () => {
    let vouched = 0;
    fc.assert(
      fc.property(texts(), (text) => {
        const value = parsed(text);
        if (value === undefined || !isCompactJson(text)) return;
        vouched++;
        expect(JSON.stringify(value)).toBe(text);
      }),
      { numRuns: 5000 },
    );
    expect(vouched).toBeGreaterThan(500);
  });
});

/** JSON with one character changed, left out or added; half of it not changed at all. */
function texts(): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom("a", "_sd", "1", "10", "b1"), fc.string({ maxLength: 3 }));
  const leaf = fc.oneof(
    fc.constantFrom(true, null, 0, 7, -1, 1.5, 1e21, 123456789012345, "", "x", "1", "a b", 'q"'),
    fc.string({ unit: "grapheme", maxLength: 4 }),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 3 }),
    ),
  }));
  const edit = fc.record({
    at: fc.nat(),
    cut: fc.nat(1),
    put: fc.constantFrom("", " ", "\t", "\n", ",", "\\u0061", "e1", ".0", "-", "0", "1", '"'),
  });
  return fc.tuple(value, fc.option(edit)).map(([tree, change]) => {
    const text = JSON.stringify(tree);
    if (change === null) return text;
    const at = change.at % (text.length + 1);
    return text.slice(0, at) + change.put + text.slice(at + change.cut);
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}
