import { type ConsentRecord, parseConsent, parseConsentRecord } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  type AssertedUse,
  assertionOf,
  issueConsentAssertion,
  verifyConsentAssertion,
} from "../src/index.ts";
import { createTestWorld, NGO_B, NGO_C, NOW } from "./world.ts";

const RECORD: ConsentRecord = parseConsentRecord({
  person: "case-17",
  givenAt: "2026-11-01T09:30:00Z",
  status: "ConsentGiven",
  giver: "self",
  giverIsSuspect: false,
  purposes: ["ASSISTANCE_REFERRAL", "VICTIM_IDENTIFICATION"],
  recipients: [NGO_C, NGO_B],
  scope: ["subject", "need.services"],
  validFrom: "2026-11-01T09:30:00Z",
  validUntil: "2027-05-01T00:00:00Z",
  withdrawnAt: null,
  language: "rus",
  languageUnderstood: true,
  withdrawalMethod: true,
  written: true,
});
const USE: AssertedUse = {
  subject: "8i2U9AAKdTBQ-Y4FGNoUHg",
  recipient: NGO_C,
  purpose: "ASSISTANCE_REFERRAL",
  now: NOW,
};

describe("what is asserted of a consent record", () => {
  it("is what the record says, for one recipient and purpose, and names neither person nor day", () => {
    const consent = assertionOf(RECORD, USE);
    const { person: _, givenAt: __, ...terms } = RECORD;
    expect(parseConsent(consent)).toEqual({
      ...terms,
      ref: expect.stringMatching(/^[\w-]{22}$/),
      subject: USE.subject,
      purposes: ["ASSISTANCE_REFERRAL"],
      recipients: [NGO_C],
    });
    expect(assertionOf(RECORD, USE).ref).not.toBe(consent.ref);
  });

  it("may be less of the scope: a field of a kind, or a part", () => {
    const scope = ["subject.sex", "need.services"];
    expect(assertionOf(RECORD, { ...USE, scope }).scope).toEqual(scope);
  });

  it("verifies once it is signed", () => {
    const world = createTestWorld();
    const consent = assertionOf(RECORD, USE);
    const signer = world.signers["NGO-B"];
    const signed = issueConsentAssertion(consent, {
      holder: NGO_B,
      recipient: NGO_C,
      signer,
      clock: world.open.clock,
    });
    expect(verifyConsentAssertion(signed, NGO_C, world.registry, NOW)).toEqual(consent);
  });

  it.each<[string, Partial<ConsentRecord>, Partial<AssertedUse>, string]>([
    ["is another person's", {}, { person: "case-18" }, "CONSENT_PERSON_DIFFERS"],
    ["says that consent was refused", { status: "ConsentInvalidated" }, {}, "CONSENT_NOT_GIVEN"],
    [
      "says that consent was withdrawn, without a day",
      { status: "ConsentWithdrawn" },
      {},
      "CONSENT_NOT_GIVEN",
    ],
    ["was withdrawn", { withdrawnAt: "2026-11-20T00:00:00Z" }, {}, "CONSENT_WITHDRAWN"],
    [
      "is to be withdrawn tomorrow",
      { withdrawnAt: "2026-11-25T00:00:00Z" },
      {},
      "CONSENT_WITHDRAWN",
    ],
    ["begins tomorrow", { validFrom: "2026-11-25T00:00:00Z" }, {}, "CONSENT_NOT_YET_VALID"],
    [
      "ended in February",
      {
        givenAt: "2026-01-01T00:00:00Z",
        validFrom: "2026-01-01T00:00:00Z",
        validUntil: "2026-02-28T00:00:00Z",
      },
      {},
      "CONSENT_LAPSED",
    ],
    ["ends at this second", {}, { now: new Date("2027-05-01T00:00:00Z") }, "CONSENT_LAPSED"],
    ["was not understood", { languageUnderstood: false }, {}, "CONSENT_UNSOUND"],
    ["cannot be withdrawn", { withdrawalMethod: false }, {}, "CONSENT_UNSOUND"],
    ["was given by a suspect", { giverIsSuspect: true }, {}, "CONSENT_UNSOUND"],
    ["names another purpose", { purposes: ["STATISTICS"] }, {}, "CONSENT_PURPOSE_NOT_NAMED"],
    [
      "names another recipient",
      { recipients: ["https://nrm-d.test"] },
      {},
      "CONSENT_RECIPIENT_NOT_NAMED",
    ],
    [
      "is narrower than what is asked",
      {},
      { scope: ["subject", "need"] },
      "CONSENT_SCOPE_EXCEEDED",
    ],
    ["has another kind than what is asked", {}, { scope: ["identity"] }, "CONSENT_SCOPE_EXCEEDED"],
    ["is asked for nothing", {}, { scope: [] }, "CONSENT_SCOPE_EXCEEDED"],
  ])("is nothing where the record %s", (_, change, use, code) => {
    expect(() => assertionOf({ ...RECORD, ...change }, { ...USE, ...use })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it("may be of the last second, and of a consent renewed", () => {
    const now = new Date("2027-04-30T23:59:59Z");
    const renewed = { ...RECORD, status: "RenewedConsentGiven" };
    expect(assertionOf(renewed, { ...USE, now }).status).toBe("RenewedConsentGiven");
  });
});
