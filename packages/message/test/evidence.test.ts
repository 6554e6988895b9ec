import type { ReceiptClaims } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueRefusal,
  requireReceiptFor,
  verifyEvidence,
  verifyReceipt,
} from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, NGO_B, NGO_C } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const opened = deliver(world, draft);
const asRecipient = {
  self: NGO_C,
  to: NGO_B,
  signer: world.signers["NGO-C"],
  clock: world.open.clock,
};
const delivered = issueDeliveredReceipt(opened, asRecipient);
const decided = issueDecidedReceipt(
  opened,
  { verdict: "accept", tier: "state", findings: [], decidedBy: "rules" },
  asRecipient,
);
const parties = { sender: NGO_B, recipient: NGO_C };

describe("receipts", () => {
  it("prove to the sender exactly what arrived", () => {
    for (const receipt of [delivered, decided]) {
      const claims = verifyReceipt(receipt, world.registry);
      expect(() => requireReceiptFor(claims, opened, parties)).not.toThrow();
    }
  });

  it("do not stand for another delivery of the same JWT, another party, or a refusal", () => {
    const claims = verifyReceipt(decided, world.registry);
    const mismatch = expect.objectContaining({ code: "RECEIPT_MISMATCH" });
    const [, ...fewer] = opened.resolved;
    expect(() => requireReceiptFor(claims, { ...opened, resolved: fewer }, parties)).toThrow(
      mismatch,
    );
    expect(() => requireReceiptFor(claims, { ...opened, sdHash: opened.digest }, parties)).toThrow(
      mismatch,
    );
    expect(() => requireReceiptFor(claims, opened, { sender: NGO_C, recipient: NGO_B })).toThrow(
      mismatch,
    );
    const refusal = issueRefusal(
      { sealed: opened.digest, code: "MESSAGE_EXPIRED", rule: "E05" },
      { self: NGO_C, signer: world.signers["NGO-C"], clock: world.open.clock },
    );
    const refused = verifyReceipt(refusal, world.registry);
    expect(refused).toMatchObject({ kind: "refused", code: "MESSAGE_EXPIRED" });
    expect(Object.hasOwn(refused, "aud")).toBe(false);
    expect(() => requireReceiptFor(refused, opened, parties)).toThrow(mismatch);
  });

  it("are refused when signed by another, of another type, or with other claims", () => {
    const forged = issueDecidedReceipt(
      opened,
      { verdict: "accept", tier: "state", findings: [], decidedBy: "rules" },
      { ...asRecipient, signer: world.signers["NGO-B"] },
    );
    expect(() => verifyReceipt(forged, world.registry)).toThrow(
      expect.objectContaining({ code: "TRUST_KEY_UNKNOWN" }),
    );
    expect(() => verifyReceipt(opened.jwt, world.registry)).toThrow(
      expect.objectContaining({ code: "JWS_TYPE_WRONG" }),
    );
    const odd = issueDecidedReceipt(
      opened,
      { verdict: "maybe" as "accept", tier: "state", findings: [], decidedBy: "rules" },
      asRecipient,
    );
    expect(() => verifyReceipt(odd, world.registry)).toThrow(
      expect.objectContaining({ code: "RECEIPT_INVALID" }),
    );
  });
});

describe("after disclosures and seed are destroyed", () => {
  // All that either side keeps.
  const evidence = { jwt: opened.jwt, receipts: [delivered, decided] };

  it("what remains still verifies, and every receipt names it", () => {
    const { clear, digest, receipts } = verifyEvidence(evidence, world.registry);
    expect(digest).toBe(opened.digest);
    expect(clear["env.purpose"]).toBe("ASSISTANCE_REFERRAL");
    expect(receipts.map(({ kind }) => kind)).toEqual(["delivered", "decided"]);
  });

  it("holds no value of the case, and says what can still be read", () => {
    const { clear, hidden, receipts } = verifyEvidence(evidence, world.registry);
    // Digests are random: now and then three letters of one are the code of a language.
    const withoutDigests = (text: string): string => text.replaceAll(/[A-Za-z0-9_-]{43}/g, "");
    const readable = withoutDigests(JSON.stringify([clear, receipts]));
    const raw = withoutDigests(
      [evidence.jwt, ...evidence.receipts]
        .flatMap((jws) => jws.split("."))
        .map((part) => Buffer.from(part, "base64url").toString("latin1"))
        .join("\n"),
    );
    const caseValues = Object.values(draft.body).flatMap(({ leaves }) =>
      leaves.flatMap(({ v }) => (typeof v === "string" && v.length > 2 ? [v] : [])),
    );
    expect(caseValues.length).toBeGreaterThan(3);
    for (const value of [
      ...caseValues,
      ...Object.keys(draft.body),
      draft.private["private.caseRef"],
      draft.private["private.officerRef"],
      draft.private["private.exchangeId"],
    ]) {
      expect(readable).not.toContain(value);
      expect(raw).not.toContain(value);
    }
    expect(hidden).toHaveLength(2);

    const lines = Object.entries(clear).map(([id, value]) => `  ${id}: ${JSON.stringify(value)}`);
    process.stdout.write(
      `What can still be read after erasure:\n${lines.join("\n")}\n` +
        `  and of each receipt: ${receipts.map(summary).join("; ")}\n`,
    );
  });

  it("is refused if a receipt is about another message, or a bit is changed", () => {
    const other = deliver(world, {
      ...draft,
      clear: { ...draft.clear, "env.messageId": "0b0e3c0e-7b0a-4c55-9a53-0b6f0d1c2e3f" },
    });
    expect(() => verifyEvidence({ ...evidence, jwt: other.jwt }, world.registry)).toThrow(
      expect.objectContaining({ code: "RECEIPT_MISMATCH" }),
    );
    const [header, payload = "", signature] = evidence.jwt.split(".");
    const changed = Buffer.from(payload, "base64url").toString().replace("XB", "XC");
    const jwt = [header, Buffer.from(changed).toString("base64url"), signature].join(".");
    expect(() => verifyEvidence({ ...evidence, jwt }, world.registry)).toThrow(
      expect.objectContaining({ code: "JWS_SIGNATURE_INVALID" }),
    );
  });
});

function summary(claims: ReceiptClaims): string {
  return claims.kind === "decided" ? `${claims.kind} (${claims.verdict})` : claims.kind;
}
