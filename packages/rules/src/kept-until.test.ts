import type { Agreement, LifecycleEvent } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { keptUntil, type Retained, whyNotKept } from "./kept-until.ts";

const CLAIMS: Retained = {
  "env.retention.eraseBy": "2027-11-24",
  "env.createdAt": "2026-11-24T09:00:00Z",
  "env.purpose": "CRIMINAL_INVESTIGATION",
  "env.legalBasis": ["LED#8"],
  "env.handling.conditions": [],
};
const REVIEW: LifecycleEvent = {
  kind: "reviewed",
  at: "2027-09-20T10:00:00Z",
  outcome: "keep",
  until: "2028-10-24",
  ground: "proceedings",
  officer: "officer-7",
};
const agreed = (ceiling: string): Pick<Agreement, "retention"> => ({
  retention: [{ purpose: "CRIMINAL_INVESTIGATION", ceiling }],
});

describe("until when data are held", () => {
  it("is the day of erasure where nobody said otherwise", () => {
    expect(keptUntil(CLAIMS, [])).toEqual({ until: "2027-11-24", byReview: false });
    const other = { ...REVIEW, kind: "errorFound" };
    expect(keptUntil(CLAIMS, [other])).toEqual({ until: "2027-11-24", byReview: false });
  });

  it("is the day of a review, which restricts them on some grounds", () => {
    expect(keptUntil(CLAIMS, [REVIEW])).toEqual({ until: "2028-10-24", byReview: true });
    const restricting = { ...REVIEW, ground: "accuracyContested" };
    expect(keptUntil(CLAIMS, [restricting]).restrictedFor).toBe("accuracyContested");
  });

  it("is no earlier for a review that says an earlier day", () => {
    const earlier = { ...REVIEW, until: "2027-10-01", ground: "evidence" };
    expect(keptUntil(CLAIMS, [earlier])).toEqual({
      until: "2027-11-24",
      byReview: false,
      restrictedFor: "evidence",
    });
  });

  it("is extended by the sender without a review", () => {
    const extended = { kind: "extended", at: "2027-09-20T10:00:00Z", until: "2028-10-24" };
    expect(keptUntil(CLAIMS, [extended])).toEqual({ until: "2028-10-24", byReview: false });
    const earlier = { ...extended, until: "2027-10-01" };
    expect(keptUntil(CLAIMS, [earlier]).until).toBe("2027-11-24");
  });
});

describe("a review", () => {
  it.each<[string, Partial<Retained>, Partial<LifecycleEvent>, string | undefined]>([
    ["keeps data", {}, {}, undefined],
    ["keeps none that it wants erased", {}, { outcome: "erase" }, "undecided"],
    ["keeps none on no known ground", {}, { ground: "mayBeUseful" }, "ground"],
    ["keeps none beyond the ceiling of the purpose", {}, { until: "2031-11-25" }, "ceiling"],
    ["keeps none of an unknown purpose", { "env.purpose": "NONE" as "STATISTICS" }, {}, "ceiling"],
    [
      "keeps none whose source said until when",
      { "env.handling.conditions": ["RETAIN_UNTIL"] },
      {},
      "retainUntil",
    ],
    ["keeps none on consent alone", { "env.legalBasis": ["GDPR#6(1)(a)"] }, {}, "consent"],
    [
      "keeps what rests on more than consent",
      { "env.legalBasis": ["GDPR#6(1)(a)", "LED#8"] },
      {},
      undefined,
    ],
  ])("%s", (_, claims, event, expected) => {
    expect(whyNotKept({ ...CLAIMS, ...claims }, { ...REVIEW, ...event })).toBe(expected);
  });

  it.each([
    ["P2Y", undefined],
    ["P23M", undefined],
    ["P22M", "ceiling"],
  ])("keeps data within the ceiling of the agreement, %s", (ceiling, expected) => {
    expect(whyNotKept(CLAIMS, REVIEW, agreed(ceiling))).toBe(expected);
  });
});
