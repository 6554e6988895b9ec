import { expect, test } from "vitest";
import { compact } from "../../src/pages/compose/value/compact.ts";

test.each([
  ["e164", "+999 (555) 01-001", "+99955501001"],
  ["e164", "ring twice", "ring twice"],
  ["iban", "XA00 1234 5678", "XA0012345678"],
  ["iban", "ask: Ana", "ask: Ana"],
  ["plate", "AB 123 C", "AB 123 C"],
])("as %s, %s is taken as %s", (pattern, typed, taken) => {
  expect(compact(pattern, typed)).toBe(taken);
});
