import type { Group } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import { isAlike, shareEvaluation } from "../../src/pages/case/evaluations.ts";

describe("the evaluation that entries share", () => {
  test("is said once for all that have it", () => {
    expect(share([FACT, undefined, { ...FACT }])).toEqual({
      ...{ shared: FACT, isOfAll: true },
    });
  });

  test("is that of most, and the others say their own", () => {
    const { shared, isOfAll } = share([HEARD, FACT, FACT]);
    expect([shared, isOfAll]).toEqual([FACT, false]);
    expect(isAlike(HEARD, shared)).toBe(false);
  });

  test("is not of all where a value is of another nature", () => {
    const leaves = [{ f: "need.riskLevel", v: "high", nature: "assessment" }] as const;
    const groups = [
      { meta: FACT, leaves },
      { meta: FACT, leaves: [] },
    ];
    expect(shareEvaluation(groups)).toEqual({ shared: FACT, isOfAll: false });
  });

  test("is missing where every entry has another, or none has any", () => {
    for (const metas of [[FACT, HEARD], [FACT], [undefined], []]) {
      expect(share(metas)).toEqual({ shared: undefined, isOfAll: false });
    }
    expect(isAlike(undefined, undefined)).toBe(false);
  });
});

const share = (metas: readonly Group["meta"][]) =>
  shareEvaluation(metas.map((meta) => ({ leaves: [], ...(meta && { meta }) })));

const FACT = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "verified",
  complete: "complete",
} as const;
const HEARD = { ...FACT, nature: "statement" } as const;
