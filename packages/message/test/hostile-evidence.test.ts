import { createFixedClock, sha256Base64url, signCompactJws } from "@safepassage/core";
import type { ReceiptClaims } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import {
  type Delivery,
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueRefusal,
  RECEIPT_TYPE,
  type ReceiptOptions,
  verifyEvidence,
  verifyReceipt,
} from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, NGO_B, NGO_C, send } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const opened = deliver(world, draft);
const options: ReceiptOptions = {
  self: NGO_C,
  to: NGO_B,
  signer: world.signers["NGO-C"],
  clock: world.open.clock,
};
const delivered = (changed: Partial<Delivery> = {}, other: Partial<ReceiptOptions> = {}): string =>
  issueDeliveredReceipt({ ...opened, ...changed }, { ...options, ...other });
const decided = (changed: Partial<Delivery> = {}): string =>
  issueDecidedReceipt(
    { ...opened, ...changed },
    { verdict: "accept", tier: "state", findings: [], decidedBy: "rules" },
    options,
  );
const refusal = issueRefusal(
  { sealed: opened.sdHash, msg: opened.digest, code: "MESSAGE_EXPIRED", rule: "E05" },
  options,
);
const { jwt } = opened;
const verify = (...receipts: readonly string[]) =>
  verifyEvidence({ jwt, receipts }, world.registry);
const coded = (code: string) => expect.objectContaining({ code });

describe("evidence", () => {
  it("verifies with both receipts, with a refusal, and with none", () => {
    expect(verify(delivered(), decided()).receipts).toHaveLength(2);
    expect(verify(refusal, delivered()).receipts).toHaveLength(2);
    expect(verify().receipts).toEqual([]);
  });

  const roots = verify().hidden;
  it.each<[string, readonly string[]]>([
    ["for another agency", [delivered({}, { to: "https://police-d.test" })]],
    ["by another agency", [delivered({}, { self: NGO_B, signer: world.signers["NGO-B"] })]],
    ["about another message", [delivered({ digest: opened.sdHash })]],
    [
      "that does not hold the private part",
      [delivered({ resolved: opened.resolved.filter((digest) => digest !== roots[0]) })],
    ],
    ["of nothing", [delivered({ resolved: [] })]],
    [
      "older than the message",
      [delivered({}, { clock: createFixedClock("2026-11-24T08:57:59Z") })],
    ],
    ["that disagree on what was received", [delivered(), decided({ sdHash: opened.digest })]],
    [
      "that disagree on the disclosures",
      [delivered(), decided({ resolved: [...new Set([roots[0] ?? "", roots[1] ?? ""])].sort() })],
    ],
    [
      "that refuse a package nobody could open",
      [issueRefusal({ sealed: opened.sdHash, code: "PACKAGE_KEY_UNKNOWN" }, options)],
    ],
  ])("is RECEIPT_MISMATCH with receipts %s", (_, receipts) => {
    expect(() => verify(...receipts)).toThrow(coded("RECEIPT_MISMATCH"));
  });

  it("of a key that was compromised later counts only where the time is proven", () => {
    const file = structuredClone(world.registryFile) as {
      agencies: { keys: Record<string, unknown>[] }[];
    };
    const key = file.agencies[0]?.keys[0];
    if (key === undefined) throw new TypeError("the registry has no key");
    Object.assign(key, { status: "compromised", compromisedAt: "2026-11-25T00:00:00Z" });
    const registry = parseRegistry(file);
    const evidence = { jwt, receipts: [delivered()] };
    expect(() => verifyEvidence(evidence, registry)).toThrow(coded("TRUST_KEY_COMPROMISED"));
    expect(verifyEvidence(evidence, registry, { timeProven: true }).digest).toBe(opened.digest);
    Object.assign(key, { compromisedAt: "2026-11-24T09:00:00Z" });
    expect(() => verifyEvidence(evidence, parseRegistry(file), { timeProven: true })).toThrow(
      coded("TRUST_KEY_COMPROMISED"),
    );
  });

  it("of a test is none under a real registry", () => {
    const registry = { ...world.registry, test: false };
    expect(() => verifyEvidence({ jwt, receipts: [] }, registry)).toThrow(
      coded("MESSAGE_TEST_MISMATCH"),
    );
  });

  it("is a JWT of the right claims and header, and no more", () => {
    const sign = (header: Record<string, string>, payload: object) =>
      signCompactJws(world.signers["NGO-B"], header, JSON.stringify(payload));
    const payload = JSON.parse(
      Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString(),
    ) as Record<string, unknown>;
    const typ = "spp-message+sd-jwt";
    const check = (text: string) => () =>
      verifyEvidence({ jwt: text, receipts: [] }, world.registry);
    const { _sd: _, ...withoutDigests } = payload;
    expect(check(sign({ typ }, withoutDigests))).toThrow(coded("MESSAGE_CLAIM_MISSING"));
    expect(check(sign({ typ }, { ...payload, _sd_alg: "sha-512" }))).toThrow(
      coded("MESSAGE_CLAIM_WRONG"),
    );
    expect(check(sign({ typ }, { ...payload, spp: "2.0" }))).toThrow(
      coded("MESSAGE_PROFILE_UNSUPPORTED"),
    );
    expect(check(sign({ typ, cty: "x" }, payload))).toThrow(coded("JWS_HEADER_INVALID"));
    expect(check(sign({ typ: RECEIPT_TYPE }, payload))).toThrow(coded("JWS_TYPE_WRONG"));
    // With its disclosures it is a message, not what is kept of one.
    expect(check(send(world, draft).issued.sdJwt)).toThrow(coded("BASE64URL_MALFORMED"));
  });
});

describe("evidence that was changed", () => {
  /** A text with one character of its payload changed, for each seventh of them, but where it names its signer. */
  function changesOf(text: string): readonly string[] {
    const [header = "", payload = "", signature = ""] = text.split(".");
    const plain = Buffer.from(payload, "base64url").toString();
    const signer = /"iss":"[^"]*"/.exec(plain);
    const [from, until] = [signer?.index ?? 0, (signer?.index ?? 0) + (signer?.[0].length ?? 0)];
    return [...plain].flatMap((was, at) => {
      if (at % 7 !== 0 || (at >= from && at < until)) return [];
      const changed = plain.slice(0, at) + (was === "e" ? "a" : "e") + plain.slice(at + 1);
      return [[header, Buffer.from(changed).toString("base64url"), signature].join(".")];
    });
  }
  const codeOf = (work: () => unknown): string => {
    try {
      work();
      return "none";
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };

  it("is said to be changed, and not to have a fault that nobody has signed", () => {
    const codes = changesOf(jwt).map((text) =>
      codeOf(() => verifyEvidence({ jwt: text, receipts: [] }, world.registry)),
    );
    expect(codes.length).toBeGreaterThan(50);
    // Some is no JSON any more.
    const form = ["JSON_MALFORMED", "JSON_BAD_NUMBER"];
    expect(new Set(codes)).toEqual(new Set(["JWS_SIGNATURE_INVALID", ...form]));
  });

  it("so is a receipt", () => {
    const codes = changesOf(decided()).map((text) => codeOf(() => verify(text)));
    expect(codes.length).toBeGreaterThan(50);
    expect(new Set(codes)).toEqual(new Set(["JWS_SIGNATURE_INVALID", "RECEIPT_INVALID"]));
  });
});

describe("evidence of another catalogue", () => {
  const payload = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
  const profile = sha256Base64url("another catalogue");
  const check = (change: object) => () => {
    const text = JSON.stringify({ ...payload, profile, ...change });
    const signed = signCompactJws(world.signers["NGO-B"], { typ: "spp-message+sd-jwt" }, text);
    return verifyEvidence({ jwt: signed, receipts: [] }, world.registry, {
      ofAnyCatalogue: true,
    });
  };

  it("is read by this one unless it is asked for", () => {
    const text = JSON.stringify({ ...payload, profile, shelf: "A7" });
    const signed = signCompactJws(world.signers["NGO-B"], { typ: "spp-message+sd-jwt" }, text);
    expect(() => verifyEvidence({ jwt: signed, receipts: [] }, world.registry)).toThrow(
      coded("MESSAGE_CLAIM_UNKNOWN"),
    );
  });

  it.each<[string, object]>([
    ["a claim that this one lacks", { shelf: "A7" }],
    ["a purpose that this one lacks", { purpose: "GONE_PURPOSE" }],
    ["without a claim that this one has", { classification: undefined }],
  ])("verifies with %s, by the claims that every catalogue has", (_, change) => {
    const { clear, hidden } = check(change)();
    expect(clear).toMatchObject({
      "env.profile": profile,
      "env.sender.agencyId": NGO_B,
      "env.recipient.agencyId": NGO_C,
      "env.createdAt": draft.clear["env.createdAt"],
      "env.agreementRef": draft.clear["env.agreementRef"],
    });
    expect(Object.values(clear)).not.toContain("A7");
    expect(hidden).toHaveLength(2);
  });

  it.each<[string, string, object]>([
    ["a claim that is a text", "MESSAGE_CLAIM_WRONG", { purpose: "She lives with her aunt" }],
    ["a list of a basis that is a text", "MESSAGE_CLAIM_WRONG", { bases: ["she agreed to it"] }],
    ["no time", "MESSAGE_CLAIM_MISSING", { iat: undefined }],
    ["a time that is none", "MESSAGE_CLAIM_WRONG", { iat: "today" }],
    ["no agreement", "MESSAGE_CLAIM_MISSING", { agreement: undefined }],
    [
      "an agreement with more",
      "MESSAGE_CLAIM_UNKNOWN",
      { agreement: { ...payload.agreement, note: "x" } },
    ],
    ["a test that is no flag", "MESSAGE_CLAIM_WRONG", { test: "true" }],
    [
      "the name of this catalogue",
      "MESSAGE_CLAIM_UNKNOWN",
      { profile: payload.profile, shelf: "A" },
    ],
    ["no name of a catalogue", "MESSAGE_CLAIM_MISSING", { profile: undefined }],
  ])("is none with %s", (_, code, change) => {
    expect(check(change)).toThrow(coded(code));
  });
});

describe("a receipt", () => {
  const sign = (claims: object, header: Record<string, string> = {}) =>
    signCompactJws(
      world.signers["NGO-C"],
      { typ: RECEIPT_TYPE, ...header },
      JSON.stringify(claims),
    );
  const claims = verifyReceipt(decided(), world.registry) as Extract<
    ReceiptClaims,
    { kind: "decided" }
  >;
  const finding = { rule: "R53", severity: "error", kind: "need", code: "schema.WRONG_TYPE" };

  it.each<[string, object]>([
    ["repeated digests", { resolved: [...claims.resolved, claims.resolved.at(-1)] }],
    ["unsorted digests", { resolved: claims.resolved.toReversed() }],
    ["more digests than it may have", { resolved: manyDigests(513) }],
    ["more findings than it may have", { findings: Array.from({ length: 65 }, () => finding) }],
    ["a finding with a path", { findings: [{ ...finding, pointer: "/body" }] }],
    ["one member more", { note: "x" }],
    ["no profile", { profile: undefined }],
    ["a kind of no table", { kind: "seen" }],
    ["another protocol version", { spp: "2.0" }],
  ])("is RECEIPT_INVALID with %s", (_, changed) => {
    expect(() => verifyReceipt(sign({ ...claims, ...changed }), world.registry)).toThrow(
      coded("RECEIPT_INVALID"),
    );
  });

  it("is RECEIPT_INVALID with white space or escapes in which data could outlive its erasure", () => {
    const signer = world.signers["NGO-C"];
    const [header = "", payload = ""] = sign(claims)
      .split(".")
      .slice(0, 2)
      .map((part) => Buffer.from(part, "base64url").toString());
    const receipt = (head: string, text: string): string => {
      const input = [head, text].map((one) => Buffer.from(one).toString("base64url")).join(".");
      return `${input}.${Buffer.from(signer.sign(input)).toString("base64url")}`;
    };
    expect(verifyReceipt(receipt(header, payload), world.registry).kind).toBe("decided");
    for (const [head, text] of [
      [header, payload.replace(",", " \t,")],
      [header, payload.replace("https", "\\u0068ttps")],
      [header.replace(",", ", "), payload],
    ] as const) {
      expect(() => verifyReceipt(receipt(head, text), world.registry)).toThrow(
        coded("RECEIPT_INVALID"),
      );
    }
  });

  it("of the largest message with the most findings can be read", () => {
    const findings = Array.from({ length: 64 }, (_, index) => ({
      ...finding,
      kind: "organisation",
      code: `${finding.rule}_${"C".repeat(20)}_${"D".repeat(20)}_${"E".repeat(16)}${index}`,
    }));
    const large = sign({ ...claims, resolved: manyDigests(512), findings });
    expect(verifyReceipt(large, world.registry)).toMatchObject({ kind: "decided", findings });
  });

  it("has no header member beside alg, kid and typ", () => {
    expect(() => verifyReceipt(sign(claims, { note: "x" }), world.registry)).toThrow(
      coded("JWS_HEADER_INVALID"),
    );
  });
});

function manyDigests(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => sha256Base64url(`${index}`)).sort();
}
