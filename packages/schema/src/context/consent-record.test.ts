import { describe, expect, it } from "vitest";
import { SchemaError } from "../value/schema-error.ts";
import { parseConsentRecord } from "./consent.ts";

const RECORD = {
  person: "case-17",
  givenAt: "2026-11-01T09:30:00Z",
  status: "ConsentGiven",
  giver: "self",
  giverIsSuspect: false,
  purposes: ["ASSISTANCE_REFERRAL"],
  recipients: ["https://ngo-c.test"],
  scope: ["subject", "need", "contact"],
  validFrom: "2026-11-01T09:30:00Z",
  validUntil: "2027-05-01T00:00:00Z",
  withdrawnAt: null,
  language: "rus",
  languageUnderstood: true,
  withdrawalMethod: true,
};

function issuesOf(input: unknown): readonly string[] {
  try {
    parseConsentRecord(input);
  } catch (error) {
    if (error instanceof SchemaError) {
      return error.issues.map(({ code, pointer }) => `${code} ${pointer}`);
    }
    throw error;
  }
  return [];
}

describe("a consent record", () => {
  it("is read as it is, with the optional mark that it was given in writing", () => {
    expect(parseConsentRecord(RECORD)).toEqual(RECORD);
    expect(parseConsentRecord({ ...RECORD, written: true }).written).toBe(true);
  });

  it("has no defaults: every member that is missing is named, all at once", () => {
    expect(issuesOf({}).toSorted()).toEqual(
      Object.keys(RECORD)
        .map((member) => `MEMBER_MISSING /${member}`)
        .toSorted(),
    );
  });

  it.each<[string, object, string]>([
    [
      "ends before it begins",
      { validUntil: "2026-10-01T00:00:00Z" },
      "INTERVAL_REVERSED /validUntil",
    ],
    ["begins before it was given", { givenAt: "2026-11-02T00:00:00Z" }, "CONTRADICTORY /validFrom"],
    ["has an empty scope", { scope: [] }, "COUNT_OUT_OF_RANGE /scope"],
    ["names no recipient", { recipients: [] }, "COUNT_OUT_OF_RANGE /recipients"],
    ["names no purpose", { purposes: [] }, "COUNT_OUT_OF_RANGE /purposes"],
    ["is of nobody", { person: "" }, "PATTERN_MISMATCH /person"],
    ["is of somebody behind a space", { person: " case-17" }, "TEXT_UNCLEAN /person"],
    ["has the group id of a message", { subject: "8i2U9AAKdTBQ-Y4FGNoUHg" }, "MEMBER_UNKNOWN "],
    ["was given by an uncle", { giver: "uncle" }, "CODE_UNKNOWN /giver"],
  ])("is refused where it %s", (_, change, issue) => {
    expect(issuesOf({ ...RECORD, ...change })).toEqual([issue]);
  });

  it("says in plain words which of its times do not fit", () => {
    expect(() => parseConsentRecord({ ...RECORD, givenAt: "2026-11-02T00:00:00Z" })).toThrow(
      "/validFrom: Two parts of an object contradict each other. A consent holds from the time at which it was given, or later. Correct givenAt or validFrom.",
    );
    expect(() => parseConsentRecord({ ...RECORD, validUntil: "2026-10-01T00:00:00Z" })).toThrow(
      "/validUntil: An interval does not end after it starts. A consent ends after it begins. Correct validFrom or validUntil.",
    );
  });
});
