import { describe, expect, it } from "vitest";
import { sameJson } from "./same-json.ts";

describe("sameJson", () => {
  it.each([
    ["texts", "a", "a"],
    ["nothing", null, null],
    ["empty lists", [], []],
    ["lists", [1, ["a"]], [1, ["a"]]],
    ["empty records", {}, {}],
    ["records, whatever the order", { a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }],
  ])("knows equal %s", (_, one, other) => {
    expect(sameJson(one, other)).toBe(true);
  });

  it.each([
    ["texts", "a", "b"],
    ["a text and a number", "1", 1],
    ["nothing and no record", null, {}],
    ["lists", [1, 2], [2, 1]],
    ["lists of another length", [1], [1, 1]],
    ["a list and a record", [1], { 0: 1 }],
    ["a list and a record of its length", [], {}],
    ["a record and a text", { a: 1 }, "a"],
    ["records", { a: 1, b: 2 }, { a: 1, b: 3 }],
    ["records of another size", { a: 1 }, { a: 1, b: 1 }],
    ["records with other members", { a: 1 }, { b: 1 }],
    ["a member of its own and one that every object has", { toString: 1 }, { b: 1 }],
  ])("tells apart two %s", (_, one, other) => {
    expect(sameJson(one, other)).toBe(false);
    expect(sameJson(other, one)).toBe(false);
  });
});
