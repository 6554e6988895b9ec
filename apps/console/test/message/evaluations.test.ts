import { describe, expect, test } from "vitest";
import { isAlike, shareEvaluation } from "../../src/pages/case/evaluations.ts";

describe("the evaluation that entries share", () => {
  test("is said once for all that have it", () => {
    expect(shareEvaluation([{ meta: FACT }, {}, { meta: { ...FACT } }])).toEqual({
      ...{ shared: FACT, isOfAll: true },
    });
  });

  test("is that of most, and the others say their own", () => {
    const { shared, isOfAll } = shareEvaluation([{ meta: HEARD }, { meta: FACT }, { meta: FACT }]);
    expect([shared, isOfAll]).toEqual([FACT, false]);
    expect(isAlike(HEARD, shared)).toBe(false);
  });

  test("is none where no two are alike, or none is evaluated", () => {
    for (const groups of [[{ meta: FACT }, { meta: HEARD }], [{ meta: FACT }], [{}], []]) {
      expect(shareEvaluation(groups)).toEqual({ shared: undefined, isOfAll: false });
    }
    expect(isAlike(undefined, undefined)).toBe(false);
  });
});

const FACT = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "verified",
  complete: "complete",
} as const;
const HEARD = { ...FACT, nature: "statement" } as const;
