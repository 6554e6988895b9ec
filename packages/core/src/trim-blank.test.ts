import { expect, it } from "vitest";
import { trimBlank } from "./trim-blank.ts";

it.each([
  ["", ""],
  [" \t\r\n", ""],
  ["\r\n {} \t", "{}"],
  ["a b", "a b"],
  ["\u00a0x\ufeff", "\u00a0x\ufeff"],
])("%j without white space around it is %j", (text, expected) => {
  expect(trimBlank(text)).toBe(expected);
});

it("takes no longer for white space in the middle of a text", () => {
  const text = `[${" ".repeat(4_000_000)}]`;
  const from = performance.now();
  expect(trimBlank(text)).toBe(text);
  expect(trimBlank(` ${text.replace("]", "")}`)).toBe("[");
  expect(performance.now() - from).toBeLessThan(2000);
});
