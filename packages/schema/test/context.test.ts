import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { parseAgreement } from "../src/context/agreement.ts";
import { consentOfClaims, parseConsent, parseConsentClaims } from "../src/context/consent.ts";
import { parseReceiptClaims } from "../src/receipt/receipt.ts";
import { SchemaError } from "../src/value/schema-error.ts";

const agreements = Object.values(scenarios.agreements);
const consents = scenarios.scenarios.flatMap(({ messages }) =>
  messages.flatMap(({ context }) => context.consents as readonly object[]),
);
const agreement = agreements[0] as object;
const consent = consents[0] as { readonly ref: string };
const { ref, ...scope } = consent;
const claims = {
  iss: "https://ngo-b.test",
  aud: "https://ngo-c.test",
  jti: ref,
  iat: 1_795_510_800,
  exp: 1_796_115_600,
  consent: scope,
};
const CEILING = { purpose: "ASSISTANCE_REFERRAL", ceiling: "P180D" };
const PROVISION = {
  purpose: "ASSISTANCE_REFERRAL",
  basis: "NAT-XB#nrm-act",
  transposes: "DIR2011/36#11(4)",
};
const WITNESS = {
  entity: "https://dpa-b.test",
  key: "dpa-b.test/log+1a2b3c4d+AQIDBA==",
  supervisory: true,
};
const DIGEST = "LY5bvb_pFix0c7R_2U5QfvB0dbQCauJz-w9yeaq8Hes";
const OTHER = "HkvAmebuHW7cdzJz4ATVMn9DYUCHqFSKJnJJcrn2iP0";
const delivered = {
  kind: "delivered",
  iss: "https://ngo-c.test",
  aud: "https://ngo-b.test",
  jti: "865ff681-7704-4470-8135-68a89da147d0",
  iat: 1_795_510_800,
  spp: "1.0",
  profile: DIGEST,
  msg: DIGEST,
  sd_hash: OTHER,
  resolved: [OTHER, DIGEST],
};
const finding = {
  rule: "R17",
  severity: "error",
  kind: "need",
  code: "R17_NOT_STRICTLY_NECESSARY",
};
const decided = {
  ...delivered,
  kind: "decided",
  verdict: "reject",
  tier: "context",
  findings: [finding],
  decidedBy: "rules",
};
const refused = {
  kind: "refused",
  iss: "https://ngo-c.test",
  jti: "865ff681-7704-4470-8135-68a89da147d0",
  iat: 1_795_510_800,
  spp: "1.0",
  sealed: DIGEST,
  code: "MESSAGE_REPLAYED",
};

describe("parseAgreement", () => {
  it("reads every agreement of the scenarios", () => {
    expect(agreements.length).toBeGreaterThan(1);
    for (const each of agreements) expect(parseAgreement(each)).toEqual(each);
  });

  it.each([
    ["an unknown member", { note: "x" }, "MEMBER_UNKNOWN", ""],
    ["an unknown purpose", { purposes: ["MARKETING"] }, "CODE_UNKNOWN", "/purposes/0"],
    ["one party", { parties: ["https://ngo-b.test"] }, "COUNT_OUT_OF_RANGE", "/parties"],
    ["an end before its start", { until: "2020-01-01" }, "INTERVAL_REVERSED", "/until"],
    ["an unknown state", { state: "draft" }, "CODE_UNKNOWN", "/state"],
    ["k below three", { k: 2 }, "NUMBER_OUT_OF_RANGE", "/k"],
    ["a duration of weeks", { staleness: "P2W" }, "PATTERN_MISMATCH", "/staleness"],
    ["a row about no field", { rows: [row({ field: "note" })] }, "FIELD_UNKNOWN", "/rows/0/field"],
    [
      "a ceiling that is no rung",
      { rows: [row({ max: [{ ladder: "age", rung: "x" }] })] },
      "RUNG_UNKNOWN",
      "/rows/0/max/0",
    ],
    ["no version", { protocols: [] }, "COUNT_OUT_OF_RANGE", "/protocols"],
    ["a version that is none", { protocols: ["new"] }, "PATTERN_MISMATCH", "/protocols/0"],
    ["no profile", { profiles: [] }, "COUNT_OUT_OF_RANGE", "/profiles"],
    [
      "a ceiling from no event",
      { retention: [{ ...CEILING, from: "birth" }] },
      "CODE_UNKNOWN",
      "/retention/0/from",
    ],
    ["no ceiling", { retention: [] }, "COUNT_OUT_OF_RANGE", "/retention"],
    [
      "a transposed sentence",
      { nationalProvisions: [{ ...PROVISION, transposes: "the directive" }] },
      "PATTERN_MISMATCH",
      "/nationalProvisions/0/transposes",
    ],
    [
      "a quorum of more than there are",
      { witnesses: { quorum: 2, members: [WITNESS] } },
      "CONTRADICTORY",
      "/witnesses/quorum",
    ],
    [
      "witnesses without an authority",
      { witnesses: { quorum: 1, members: [{ ...WITNESS, supervisory: false }] } },
      "CONTRADICTORY",
      "/witnesses/quorum",
    ],
    [
      "a witness that counts twice",
      { witnesses: { quorum: 2, members: [WITNESS, { ...WITNESS, entity: "https://b.test" }] } },
      "CONTRADICTORY",
      "/witnesses/quorum",
    ],
    [
      "a key that is none",
      { witnesses: { quorum: 1, members: [{ ...WITNESS, key: "key" }] } },
      "PATTERN_MISMATCH",
      "/witnesses/members/0/key",
    ],
  ])("refuses %s", (_, change, code, pointer) => {
    expect(issuesOf(() => parseAgreement({ ...agreement, ...change }))).toEqual([[code, pointer]]);
  });
});

it("reads an agreement with each member that was added later", () => {
  const later = {
    ...agreement,
    nationalProvisions: [PROVISION],
    retention: [CEILING, { purpose: "ASSET_TRACING", ceiling: "P2Y", from: "caseClosed" }],
    protocols: ["1.0", "1.1"],
    secondOfficer: ["ASSISTANCE_REFERRAL"],
    degraded: { queue: "P1D", journal: 20 },
    witnesses: { quorum: 1, members: [WITNESS] },
  };
  expect(parseAgreement(later)).toEqual(later);
});

describe("parseConsent and parseConsentClaims", () => {
  it("read every consent of the scenarios, and its assertion", () => {
    expect(consents.length).toBeGreaterThan(1);
    for (const each of consents) expect(parseConsent(each)).toEqual(each);
    expect(consentOfClaims(parseConsentClaims(claims))).toEqual(consent);
  });

  it.each([
    ["an unknown member", { note: "x" }, "MEMBER_UNKNOWN", ""],
    ["a reference that is a case number", { ref: "CASE-2026-000123-0045A" }, "NOT_RANDOM", "/ref"],
    ["a scope of no field", { scope: ["everything"] }, "FIELD_UNKNOWN", "/scope/0"],
    ["no recipient", { recipients: [] }, "COUNT_OUT_OF_RANGE", "/recipients"],
    [
      "an end before its start",
      { validUntil: "2020-01-01T00:00:00Z" },
      "INTERVAL_REVERSED",
      "/validUntil",
    ],
    [
      "a withdrawal on no day",
      { withdrawnAt: "2026-02-30T00:00:00Z" },
      "DATE_IMPOSSIBLE",
      "/withdrawnAt",
    ],
  ])("refuse %s", (_, change, code, pointer) => {
    expect(issuesOf(() => parseConsent({ ...consent, ...change }))).toEqual([[code, pointer]]);
  });

  it.each([
    [
      "an audience that was not consented to",
      { aud: "https://police-b.test" },
      "CONTRADICTORY",
      "/aud",
    ],
    ["a life beyond the consent", { exp: 1_999_999_999 }, "CONTRADICTORY", "/exp"],
    ["an end before its start", { exp: 1 }, "INTERVAL_REVERSED", "/exp"],
    ["a reference inside the consent", { consent }, "MEMBER_UNKNOWN", "/consent"],
    ["an unknown claim", { sub: "x" }, "MEMBER_UNKNOWN", ""],
  ])("refuse an assertion with %s", (_, change, code, pointer) => {
    expect(issuesOf(() => parseConsentClaims({ ...claims, ...change }))).toEqual([[code, pointer]]);
  });
});

describe("parseReceiptClaims", () => {
  it("reads each kind of receipt", () => {
    for (const each of [
      delivered,
      decided,
      refused,
      { ...refused, aud: delivered.aud, msg: DIGEST, rule: "E03" },
    ]) {
      expect(parseReceiptClaims(each)).toEqual(each);
    }
  });

  it.each([
    ["an unknown kind", { ...delivered, kind: "read" }, "CHOICE_UNKNOWN", "/kind"],
    ["no kind", { iss: delivered.iss }, "MEMBER_MISSING", "/kind"],
    ["a verdict on delivery", { ...delivered, verdict: "accept" }, "MEMBER_UNKNOWN", ""],
    [
      "digests out of order",
      { ...delivered, resolved: [DIGEST, OTHER] },
      "NOT_SORTED",
      "/resolved",
    ],
    ["a digest twice", { ...delivered, resolved: [DIGEST, DIGEST] }, "REPEATED", "/resolved/1"],
    [
      "a path in a finding",
      { ...decided, findings: [{ ...finding, path: "a/b" }] },
      "MEMBER_UNKNOWN",
      "/findings/0",
    ],
    [
      "a value as code of a finding",
      { ...decided, findings: [{ ...finding, code: "Maria P" }] },
      "PATTERN_MISMATCH",
      "/findings/0/code",
    ],
    [
      "a sentence as code of a finding",
      { ...decided, findings: [{ ...finding, code: "R17_Ana.is_in_house-12" }] },
      "PATTERN_MISMATCH",
      "/findings/0/code",
    ],
    [
      "a code of another rule",
      { ...decided, findings: [{ ...finding, code: "R18_NOT_STRICTLY_NECESSARY" }] },
      "CONTRADICTORY",
      "/findings/0/code",
    ],
    [
      "an unknown kind",
      { ...decided, findings: [{ ...finding, kind: "anaIsInTheHouse" }] },
      "CODE_UNKNOWN",
      "/findings/0/kind",
    ],
    [
      "an unknown rule",
      { ...decided, findings: [{ ...finding, rule: "R99", code: "R99_X" }] },
      "CODE_UNKNOWN",
      "/findings/0/rule",
    ],
    [
      "a sentence as code of a refusal",
      { ...refused, code: "Ana.is_in_house_12" },
      "PATTERN_MISMATCH",
      "/code",
    ],
    [
      "too many findings",
      { ...decided, findings: Array(65).fill(finding) },
      "COUNT_OUT_OF_RANGE",
      "/findings",
    ],
    [
      "too many digests",
      { ...delivered, resolved: Array(513).fill(DIGEST) },
      "COUNT_OUT_OF_RANGE",
      "/resolved",
    ],
    ["an unknown verdict", { ...decided, verdict: "maybe" }, "CODE_UNKNOWN", "/verdict"],
    ["no digest of the sealed package", { ...refused, sealed: undefined }, "NOT_JSON", ""],
  ])("refuses %s", (_, input, code, pointer) => {
    expect(issuesOf(() => parseReceiptClaims(input))).toEqual([[code, pointer]]);
  });
});

function row(change: object): object {
  return {
    purpose: "ASSISTANCE_REFERRAL",
    field: "identity.names",
    explicit: true,
    strict: false,
    ...change,
  };
}

function issuesOf(run: () => unknown): [string, string][] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return error.issues.map(({ code, pointer }) => [code, pointer]);
  }
  return [];
}
