import { describe, expect, it } from "vitest";
import { MESSAGE_ERRORS } from "../message-errors.ts";
import { structuralRuleOf } from "./structural.ts";

describe("structuralRuleOf", () => {
  it("names a check for every code of opening, but for claims that cannot be read", () => {
    const opening = Object.keys(MESSAGE_ERRORS).filter((code) => /^(PACKAGE|MESSAGE)_/.test(code));
    expect(opening.filter((code) => structuralRuleOf(code) === undefined)).toEqual([
      "MESSAGE_CLAIM_MISSING",
      "MESSAGE_CLAIM_UNKNOWN",
      "MESSAGE_CLAIM_WRONG",
      "MESSAGE_DRAFT_INVALID",
    ]);
  });

  it.each([
    ["TRUST_SEALED_UNOPENABLE", "E01"],
    ["JWS_SIGNATURE_INVALID", "E03"],
    ["TRUST_KEY_COMPROMISED", "E03"],
    ["DISCLOSURE_UNREFERENCED", "E09"],
    ["JSON_MALFORMED", undefined],
    ["RECEIPT_MISMATCH", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
  ])("says of %s %s", (code, rule) => {
    expect(structuralRuleOf(code)).toBe(rule);
  });
});
