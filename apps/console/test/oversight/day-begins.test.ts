import { expect, it } from "vitest";
import { dayBegins } from "../../src/pages/oversight/day-begins.ts";

it.each([
  ["2028-02-29", 0, [2028, 1, 29]],
  ["2028-02-29", 1, [2028, 2, 1]],
  ["2026-12-31", 1, [2027, 0, 1]],
  ["0099-12-31", 1, [100, 0, 1]],
])("%s and %i days later begins at midnight of this machine", (day, later, parts) => {
  const at = dayBegins(day, later);
  const begin = new Date(at);
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect([begin.getFullYear(), begin.getMonth(), begin.getDate()]).toEqual(parts);
  expect([begin.getHours(), begin.getMinutes()]).toEqual([0, 0]);
});
