import type { ReceiptClaims } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { differences, readExpectations, sayDifference } from "../src/play/expectations.ts";

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
      { kind: "notFound", rule: "R31" },
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
      { kind: "notPassed", rule: "R22" },
      { kind: "notPassed", rule: "R46" },
    ]);
    expect(differences(expected, decided("accept"))).toHaveLength(2);
  });
});

describe("differences of a refusal before any rule", () => {
  const refused = (code: string) => ({ kind: "refused", code }) as unknown as ReceiptClaims;
  const expected = { verdict: "reject", rules: ["R87"], refused: "AUTHORISATION_INVALID" };

  it("are none where the code is the one expected", () => {
    expect(differences(expected, refused("AUTHORISATION_INVALID"))).toEqual([]);
  });

  it("are another code, a verdict, and no receipt", () => {
    const said = (receipt: ReceiptClaims | undefined) =>
      differences(expected, receipt).map(sayDifference);
    const answered = (what: string) => [
      `the recipient answered ${what}, expected AUTHORISATION_INVALID`,
    ];
    expect(said(refused("MESSAGE_EXPIRED"))).toEqual(answered("MESSAGE_EXPIRED"));
    expect(said(decided("reject", "R87"))).toEqual(answered("reject"));
    expect(said(undefined)).toEqual(answered("nothing"));
  });

  it("are there too where a verdict was expected", () => {
    const verdict = { verdict: "reject", rules: ["R87"] };
    expect(differences(verdict, refused("AUTHORISATION_INVALID"))).toHaveLength(1);
  });
});

describe("readExpectations", () => {
  it("reads of each file the messages that are played, and names the others", () => {
    const expectations = readExpectations();
    expect(expectations.get("S19.1")).toMatchObject({ verdict: "quarantine", rules: ["R82"] });
    expect(expectations.get("S20.3")).toMatchObject({ refused: "AUTHORISATION_INVALID" });
    expect(expectations.get("S20.1")?.notPlayed).toEqual([5, 6]);
    expect(expectations.has("S20.5")).toBe(false);
    expect(expectations.get("S01.1")?.notPlayed).toEqual([]);
  });
});
