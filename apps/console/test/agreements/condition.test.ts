import { CONDITIONS, type ConditionExpression, conditionText } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Condition, readCondition } from "../../src/pages/agreements/condition.ts";

describe("conditions", () => {
  it("are read as the local API writes them", () => {
    expect(readCondition("CONSENT")).toEqual({ one: "CONSENT" });
    expect(readCondition("CONSENT or (CHILD and NAMED) or not NOT_SIS")).toEqual({
      any: [
        { one: "CONSENT" },
        { all: [{ one: "CHILD" }, { one: "NAMED" }] },
        { not: { one: "NOT_SIS" } },
      ],
    });
    expect(readCondition("not (A and B)")).toEqual({ not: { all: [{ one: "A" }, { one: "B" }] } });
  });

  it("come back from the text of any expression", () => {
    const [one, two, three] = CONDITIONS.map(({ id }) => ({ cond: id }));
    if (one === undefined || two === undefined || three === undefined) throw new TypeError("few");
    const expressions: readonly ConditionExpression[] = [
      one,
      { not: one },
      { any: [one, two, three] },
      { all: [one, { any: [two, { all: [one, three] }] }, { not: three }] },
    ];
    for (const expression of expressions) {
      expect(readCondition(conditionText(expression))).toEqual(toCondition(expression));
    }
  });

  it("that are written otherwise stay one, as they are", () => {
    const odd = ["", "A and", "A and B or C", "(A", "A)", "a or b", "A B", "(".repeat(100)];
    for (const text of odd) expect(readCondition(text)).toEqual({ one: text });
  });
});

function toCondition(expression: ConditionExpression): Condition {
  if ("cond" in expression) return { one: expression.cond };
  if ("not" in expression) return { not: toCondition(expression.not) };
  return "all" in expression
    ? { all: expression.all.map(toCondition) }
    : { any: expression.any.map(toCondition) };
}
