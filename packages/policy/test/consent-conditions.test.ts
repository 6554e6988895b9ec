import type { Body, Consent } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { holds, of, PURPOSE, person, RECIPIENT, reasons } from "./condition-case.ts";

describe("CONSENT", () => {
  const consent: Consent = {
    ref: "GZLBk5jwS-ZaGeoBSFNZnw",
    subject: "anna",
    status: "ConsentGiven",
    scope: ["event"],
    purposes: [PURPOSE],
    recipients: [RECIPIENT],
    giver: "self",
    giverIsSuspect: false,
    language: "de",
    languageUnderstood: true,
    withdrawalMethod: true,
    validFrom: "2026-11-24T09:00:00Z",
    validUntil: "2026-11-24T09:00:00Z",
    withdrawnAt: null,
  } as Consent;
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.indicators") };
  const given = (change: Partial<Record<keyof Consent, unknown>>, more: Partial<Case> = {}) =>
    holds("CONSENT", { body, consents: [{ ...consent, ...change } as Consent], ...more }, "event");

  it.each<[string, Partial<Record<keyof Consent, unknown>>]>([
    ["her own, valid for the very second of the message", {}],
    ["renewed", { status: "RenewedConsentGiven" }],
    ["to the field itself", { scope: ["need", "event.indicators"] }],
    ["to several purposes and recipients", { purposes: ["STATISTICS", PURPOSE] }],
    ["of a guardian", { giver: "guardian" }],
    ["of a tribunal", { giver: "tribunal" }],
  ])("is a consent: %s", (_, change) => {
    expect(given(change)).toBe(true);
  });

  it.each<[string, Partial<Record<keyof Consent, unknown>>]>([
    ["another person's", { subject: "bea" }],
    ["refused", { status: "ConsentRefused" }],
    ["withdrawn", { withdrawnAt: "2026-11-24T08:00:00Z" }],
    ["to another kind and another field", { scope: ["need", "event.period"] }],
    ["for another purpose", { purposes: ["STATISTICS"] }],
    ["to another recipient", { recipients: ["https://other.test"] }],
    ["that begins a second later", { validFrom: "2026-11-24T09:00:01Z" }],
    ["that ended a second before", { validUntil: "2026-11-24T08:59:59Z" }],
    ["of a suspect", { giverIsSuspect: true }],
    ["in a language she does not understand", { languageUnderstood: false }],
    ["that cannot be withdrawn", { withdrawalMethod: false }],
    ["of someone else", { giver: "relative" }],
  ])("is not one %s", (_, change) => {
    expect(given(change)).toBe(false);
  });

  it("is none of a child by herself, and one of her guardian", () => {
    const child: Body = { ...body, anna: person({ ageClass: "child" }) };
    expect(given({}, { body: child })).toBe(false);
    expect(given({ giver: "guardian" }, { body: child })).toBe(true);
  });

  it("is needed of everyone concerned, and of at least one", () => {
    const two: Body = {
      ...body,
      bea: person(),
      event: of("event", ["anna", "bea"], "event.means"),
    };
    const hers: Consent = { ...consent, subject: "bea" };
    expect(holds("CONSENT", { body: two, consents: [consent] }, "event")).toBe(false);
    expect(holds("CONSENT", { body: two, consents: [hers, consent] }, "event")).toBe(true);
    const nobody: Body = { event: of("event", [], "event.means") };
    expect(holds("CONSENT", { body: nobody, consents: [consent] }, "event")).toBe(false);
  });

  it("is needed of everybody where the group is linked to nobody", () => {
    const loose: Body = { anna: person(), event: of("event", [], "event.means") };
    expect(holds("CONSENT", { body: loose, consents: [consent] }, "event")).toBe(true);
    const two: Body = { ...loose, bea: person() };
    expect(holds("CONSENT", { body: two, consents: [consent] }, "event")).toBe(false);
  });

  it("to anything covers what belongs to every scope", () => {
    const consents = [{ ...consent, scope: [] }];
    expect(holds("CONSENT", { body, consents }, "anna", "subject.ageClass")).toBe(true);
    expect(holds("CONSENT", { body, consents }, "event")).toBe(false);
  });
});

describe("VITAL", () => {
  const path = "event/event.means";
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.means") };
  const harm = [path, "PREVENT_IMMINENT_HARM"] as const;
  const threat = { level: "emergency", ground: "threatToLife" } as const;
  const vital = (
    urgency: object,
    clear: Case["clear"] = {},
    ...more: (readonly [string, string])[]
  ) =>
    holds(
      "VITAL",
      {
        body,
        clear,
        private: {
          ...reasons(...more),
          "private.urgency": urgency as typeof threat,
        },
      },
      "event",
    );

  it("is a threat to life with a reason on the path", () => {
    expect(vital(threat, {}, harm)).toBe(true);
    expect(vital({ ...threat, level: "urgent" }, {}, harm)).toBe(true);
    expect(vital(threat, {}, [path, "PROVIDE_MEDICAL_CARE"])).toBe(true);
    expect(vital(threat, {}, [path, "LOCATE_MISSING_PERSON"])).toBe(true);
  });

  it("is nothing less", () => {
    expect(vital({ ...threat, level: "routine" }, {}, harm)).toBe(false);
    expect(vital({ ...threat, ground: "none" }, {}, harm)).toBe(false);
    expect(vital(threat, {}, [path, "PROVE_AGE"])).toBe(false);
    expect(vital(threat, {}, ["anna/subject.pseudonym", "PREVENT_IMMINENT_HARM"])).toBe(false);
  });

  it.each(["GDPR", "UK-GDPR", "EUDPR"])("needs one who cannot consent under the %s", (regime) => {
    const clear = { "env.sender.regime": regime };
    expect(vital(threat, clear, harm)).toBe(false);
    expect(vital(threat, clear, harm, [path, "INCAPABLE_OF_CONSENT"])).toBe(true);
    expect(vital(threat, clear, harm, ["x/event.means", "INCAPABLE_OF_CONSENT"])).toBe(false);
  });
});
