import type { ReceiptClaims } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { differences } from "../src/expectations.ts";

const decided = (verdict: string, ...rules: string[]): ReceiptClaims =>
  ({
    kind: "decided",
    verdict,
    findings: rules.map((rule) => ({ rule, severity: "error", kind: "message", code: rule })),
  }) as unknown as ReceiptClaims;

describe("differences", () => {
  it("finds none where verdict and rules are as expected", () => {
    const judged = { by: "NGO-C", findings: [], evaluated: ["R32"] };
    expect(differences({ verdict: "accept", rules: ["R32"] }, decided("accept"), [judged])).toEqual(
      [],
    );
    const refusal = decided("reject", "R01", "R17");
    expect(differences({ verdict: "reject", rules: ["R01", "R17"] }, refusal)).toEqual([]);
  });

  it("finds another verdict, a missing rule and a missing receipt", () => {
    expect(differences({ verdict: "reject", rules: [] }, decided("accept"))).toHaveLength(1);
    expect(differences({ verdict: "accept", rules: [] }, decided("quarantine"))).toHaveLength(1);
    expect(differences({ verdict: "reject", rules: ["R31"] }, decided("reject", "R01"))).toEqual([
      "R31 is not among the findings",
    ]);
    expect(differences({ verdict: "accept", rules: [] }, undefined)).toHaveLength(1);
    expect(
      differences({ verdict: "accept", rules: [] }, decided("acceptWithWarnings")),
    ).toHaveLength(1);
  });

  it("does not count a rule as passed that was not evaluated, or that found something", () => {
    const expected = { verdict: "accept", rules: ["R22", "R46"] };
    const judged = { by: "NGO-C", findings: [{ rule: "R46" }], evaluated: ["R32", "R46"] };
    expect(differences(expected, decided("accept"), [judged])).toEqual([
      "R22 was not evaluated and passed",
      "R46 was not evaluated and passed",
    ]);
    expect(differences(expected, decided("accept"))).toHaveLength(2);
  });
});
