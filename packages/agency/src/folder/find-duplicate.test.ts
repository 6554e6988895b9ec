import { expect, it } from "vitest";
import { findDuplicate } from "./find-duplicate.ts";

it.each<[string, number | undefined]>([
  ['{"a":1,"a":2}', 7],
  ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', undefined],
  ['{"a":"a","b":["a","a"]}', undefined],
  [String.raw`{"a":"\"a\":", "\u0061" : 2}`, 15],
  ['[{"x":{},"y":1},{"y":1,"z":[],"y":2}]', 30],
])("finds where a name stands for the second time in %s", (text, at) => {
  expect(findDuplicate(text)).toBe(at);
});
