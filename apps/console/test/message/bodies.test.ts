import { describe, expect, test } from "vitest";
import { toReview } from "../../src/pages/message/act/review.ts";
import { toWithdrawal } from "../../src/pages/message/facts/withdrawal.ts";

const DIGEST = "A".repeat(43);

describe("a withdrawal", () => {
  test("names the message, and the consent where it rests on several", () => {
    expect(toWithdrawal({ scope: "message", consentRef: "" }, DIGEST)).toEqual({ digest: DIGEST });
    expect(toWithdrawal({ scope: "message", consentRef: "c1" }, DIGEST)).toEqual({
      digest: DIGEST,
      consentRef: "c1",
    });
  });

  test("of all that was sent on a consent says so", () => {
    expect(toWithdrawal({ scope: "consent", consentRef: "" }, DIGEST)).toEqual({
      ...{ digest: DIGEST, everywhere: true },
    });
    expect(toWithdrawal({ scope: "consent", consentRef: "c1" }, DIGEST)).toEqual({
      ...{ digest: DIGEST, everywhere: true, consentRef: "c1" },
    });
  });
});

describe("a review", () => {
  test("keeps to the day that stands, keeps longer on a ground, or erases", () => {
    expect(toReview({ outcome: "confirm" })).toEqual({ outcome: "keep" });
    expect(toReview({ outcome: "erase", until: "2026-12-01", ground: "evidence" })).toEqual({
      outcome: "erase",
    });
    expect(toReview({ outcome: "longer", until: "2026-12-01", ground: "evidence" })).toEqual({
      ...{ outcome: "keep", until: "2026-12-01", ground: "evidence" },
    });
  });

  test("is none before it is decided, and none that keeps longer without day and ground", () => {
    expect(toReview({})).toBeUndefined();
    expect(toReview({ outcome: "longer", until: "2026-12-01" })).toBeUndefined();
    expect(toReview({ outcome: "longer", ground: "evidence" })).toBeUndefined();
  });
});
