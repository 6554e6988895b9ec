import fc from "fast-check";

/** Any code point, surrogates included. The unit "binary" of fast-check is the same, and lists them all first: a second. */
export const anyCodePoint: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((code) => String.fromCodePoint(code));
