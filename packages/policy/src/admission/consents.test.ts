import type { Consent } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { consentTo } from "../../test/case.ts";
import { isValidConsent } from "./consents.ts";

const consent = consentTo(["subject"]);

const use = {
  at: "2026-11-24T09:02:00Z",
  purpose: "VICTIM_IDENTIFICATION",
  recipient: "https://ngo-c.test",
};

describe("isValidConsent", () => {
  it.each([
    ["between its days", {}, {}],
    ["from its first second", {}, { at: consent.validFrom }],
    ["to its last second", {}, { at: consent.validUntil }],
    ["for one of several recipients", { recipients: ["https://ngo-x.test", use.recipient] }, {}],
  ])("takes a consent %s", (_, change, asked) => {
    expect(isValidConsent({ ...consent, ...change }, { ...use, ...asked })).toBe(true);
  });

  it.each([
    ["refused", { status: "ConsentRefused" }, {}],
    ["for another purpose", { purposes: ["SAFE_RETURN"] }, {}],
    ["for another recipient", { recipients: ["https://ngo-x.test"] }, {}],
    ["not begun", {}, { at: "2026-10-31T23:59:59Z" }],
    ["ended", {}, { at: "2027-05-01T00:00:01Z" }],
    ["taken back", { withdrawnAt: "2026-11-20T00:00:00Z" }, {}],
    ["not understood (GDPR Art 7(2))", { languageUnderstood: false }, {}],
    ["that cannot be taken back (GDPR Art 7(3))", { withdrawalMethod: false }, {}],
    ["given by a suspect", { giverIsSuspect: true }, {}],
  ])("takes no consent that is %s", (_, change, asked) => {
    expect(isValidConsent({ ...consent, ...change } as Consent, { ...use, ...asked })).toBe(false);
  });
});
