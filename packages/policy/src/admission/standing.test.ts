import type { Agency } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf } from "../../test/case.ts";
import { createFacts } from "../conditions/facts.ts";
import { standingOf } from "./standing.ts";

/** The standing of a field, by fresh rows. */
function standing(field: string, kind: string, purpose = "VICTIM_IDENTIFICATION", type?: string) {
  const input = inputOf({ body: {}, purpose, ...typeOf(purpose) });
  const { recipient } = input.registry;
  const registry = {
    ...input.registry,
    recipient: { ...recipient, type: (type as Agency["type"]) ?? recipient.type },
  };
  return standingOf(createFacts({ ...input, registry }, {}), field, kind);
}

function typeOf(purpose: string) {
  return purpose === "JUDICIAL_EVIDENCE" ? { clear: { "env.messageType": "request" } } : {};
}

describe("a field", () => {
  it.each([
    ["deadline.at", "deadline", "type"],
    ["event.indicators", "event", "purpose"],
    ["event.means", "event", "purpose"],
    ["identity.names", "identity", "purpose"],
    ["location.kind", "location", "companion"],
    ["subject.guardianConflict", "subject", "companion"],
    ["assessment.childProtectionBy", "assessment", "companion"],
    ["organisation.soleTrader", "organisation", "companion"],
    ["finance.accountHolderRole", "finance", "none"],
    ["need.health", "need", "none"],
  ])("%s of %s stands as: %s", (field, kind, place) => {
    expect(standing(field, kind).place).toBe(place);
  });

  it("stands on a condition where the purpose or what it accompanies has one", () => {
    expect(standing("identity.names", "identity").when).toBeDefined();
    expect(standing("subject.ageAssessment", "subject").when).toEqual({ cond: "MINOR" });
    expect(standing("location.kind", "location").when).toBeUndefined();
    expect(standing("event.means", "event").when).toBeUndefined();
  });

  it("is forbidden for a recipient, or with its kind, where the purpose says so", () => {
    const forbidden = (...asked: Parameters<typeof standing>) =>
      standing(...asked).forbidden?.message;
    expect(forbidden("need.riskLevel", "need", "RISK_ALERT")).toBe("PERSON_NOT_OF_PURPOSE");
    expect(forbidden("event.type", "event", "RISK_ALERT")).toBeUndefined();
    const evidence = ["event", "JUDICIAL_EVIDENCE"] as const;
    expect(forbidden("event.type", ...evidence, "serviceProvider")).toBe("RECIPIENT_NOT_GIVEN");
    expect(forbidden("event.offence", ...evidence, "serviceProvider")).toBeUndefined();
    expect(forbidden("event.type", ...evidence, "constructor")).toBeUndefined();
    expect(forbidden("event.type", ...evidence)).toBeUndefined();
  });

  it("has the values that the purpose bars in it, and not those of others", () => {
    const barred = (field: string) =>
      standing(field, "return", "SAFE_RETURN").barredValues.map(({ values }) => values);
    expect(barred("return.voluntary")).toEqual([["forced"]]);
    expect(barred("return.riskAssessment")).toEqual([]);
  });

  it("for an unknown purpose is forbidden nothing, and stands nowhere", () => {
    expect(standing("event.means", "event", "unknown")).toEqual({
      forbidden: undefined,
      barredValues: [],
      place: "none",
      when: undefined,
    });
  });
});
