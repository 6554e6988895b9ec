import { describe, expect, it } from "vitest";
import { compileExpression } from "./expression.ts";

describe("compileExpression", () => {
  it.each([
    ["an operator that nobody defined", { xor: [] }],
    ["two operators in one object", { all: [], any: [] }],
    ["no operator", {}],
    ["the name of an object's own member", { constructor: [] }],
    ["a list", []],
    ["an input that nobody defined", { absent: "$world.peace" }],
    ["a comparison with one operand", { eq: ["$leaf.field"] }],
    [
      "a quantifier with two bodies",
      { exists: { from: "$consents", as: "c", where: { all: [], any: [] } } },
    ],
    ["a quantifier without body", { exists: { from: "$subjects", as: "s" } }],
  ])("refuses %s", (_, expression) => {
    expect(() => compileExpression(expression)).toThrow(RangeError);
  });
});
