import { expect, test } from "vitest";
import { correctionFaultsOf, valueKey } from "../../src/pages/message/correct/correction-faults.ts";

const PATH = "AAAAAAAAAAAAAAAAAAAAAA/identity.names";
const correction = { changes: [{ path: "BBBBBBBBBBBBBBBBBBBBBB/need.services" }, { path: PATH }] };

test("a fault of a correction stands at its value and its member", () => {
  const issues = [{ pointer: "/changes/1/values/2/latin", code: "X", sentence: "Wrong." }];
  const { ofValue, isMore } = correctionFaultsOf({ issues }, correction as never);
  expect([...ofValue]).toEqual([
    [valueKey(PATH, 2), { code: "X", says: "Wrong.", member: "latin" }],
  ]);
  expect(isMore).toBe(false);
});

test.each([
  ["is about no value", [{ pointer: "/reason", code: "X" }]],
  ["is about a change that was not sent", [{ pointer: "/changes/2/values/0", code: "X" }]],
  ["names no place", [{}]],
  ["has no place at all", undefined],
])("a fault that %s is one more", (_, issues) => {
  const { ofValue, isMore } = correctionFaultsOf({ issues }, correction as never);
  expect([ofValue.size, isMore]).toEqual([0, true]);
});
