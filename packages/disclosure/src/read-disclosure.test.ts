import { encodeBase64urlText } from "@safepassage/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDisclosure } from "./read-disclosure.ts";

const SALT = "AAAAAAAAAAAAAAAAAAAAAA";

function read(json: string) {
  return readDisclosure(encodeBase64urlText(json), 8);
}

/** Of any JSON, what the strict reader accepts. */
const jsonValue = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));

/** Texts near the border between what needs an escape, what is a name, and what is neither. */
const nearPlain = fc.string({
  unit: fc.constantFrom("a", "Z", "0", ".", "_", "-", " ", '"', "\\", "\n", "\u007f", "é", "😀"),
  maxLength: 6,
});

describe("readDisclosure", () => {
  it("reads every disclosure as JSON.parse does, and calls plain only what is canonical", () => {
    const value = fc.oneof(nearPlain, fc.constantFrom(true, false, 0, 1, null), jsonValue);
    const name = nearPlain.filter((text) => text !== "...");
    const element = fc.tuple(fc.constant(SALT), value);
    const member = fc.tuple(fc.constant(SALT), name, value);
    fc.assert(
      fc.property(fc.oneof(element, member), fc.constantFrom(undefined, 1), (parts, indent) => {
        const json = JSON.stringify(parts, undefined, indent);
        const disclosure = read(json);
        const expected: unknown[] = JSON.parse(json);
        expect(disclosure.salt).toBe(SALT);
        expect(disclosure.name).toBe(expected.length === 3 ? expected[1] : undefined);
        expect(disclosure.value).toEqual(expected.at(-1));
        if (disclosure.plain) expect(json).toBe(JSON.stringify(expected));
      }),
    );
  });

  it.each(['"need.services","a b"', '"é ☎"', '"pad.0",0', "true", '"a",false', '""'])(
    "finds %s plain",
    (rest) => {
      expect(read(`["${SALT}",${rest}]`).plain).toBe(true);
    },
  );

  it.each(['"a", "b"', '"\\u0061"', '"a","b\\n"', "1", "-0", "null", "[]", '"0a","b"'])(
    "finds %s not plain",
    (rest) => {
      expect(read(`["${SALT}",${rest}]`).plain).toBe(false);
    },
  );

  it.each([
    ["_sd", "DISCLOSURE_NAME_RESERVED"],
    ["_sd_alg", "DISCLOSURE_NAME_RESERVED"],
    ["...", "DISCLOSURE_NAME_RESERVED"],
    ["__proto__", "DISCLOSURE_NAME_FORBIDDEN"],
  ])("refuses the name %s beside a plain value", (name, code) => {
    expect(() => read(`["${SALT}","${name}","a"]`)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['"a\tb"', '"a","b\u0000"', '"a"b"', "00", '"a",tru'])(
    "refuses %j, which is no JSON",
    (rest) => {
      const code = "DISCLOSURE_JSON_INVALID";
      expect(() => read(`["${SALT}",${rest}]`)).toThrow(expect.objectContaining({ code }));
    },
  );
});
