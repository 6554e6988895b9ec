import { createHash, hkdfSync } from "node:crypto";
import { createFixedClock, decodeBase64url } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import {
  createDecryptionKey,
  createSigner,
  type PrivateJwk,
  parseRegistry,
} from "@safepassage/trust";
import vector from "@safepassage/vectors/message/s01-1.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import {
  issueMessage,
  openMessage,
  requireReceiptFor,
  verifyAgreement,
  verifyReceipt,
} from "../src/index.ts";

const now = new Date(vector.now);
const registry = parseRegistry(vector.registry);
const agreement = verifyAgreement(vector.agreementJws, registry, now);
const key = createDecryptionKey(vector.keys.recipientEncryption as PrivateJwk);
const draft = vector.draft as unknown as Draft;

describe("the vector of S01.1", () => {
  it("follows from draft, seed and key, to the last character", () => {
    const issued = issueMessage(draft, {
      signer: createSigner(vector.keys.senderSigning as PrivateJwk),
      seed: decodeBase64url(vector.seed),
    });
    expect(issued.sdJwt).toBe(vector.sdJwt);
    expect(issued.digest).toBe(vector.digest);
    expect(issued.disclosureDigests).toEqual(vector.disclosures.map(({ digest }) => digest));
  });

  it("opens to what it says", () => {
    const opened = openMessage(vector.sealed, {
      self: vector.draft.clear["env.recipient.agencyId"],
      findKey: (kid) => (kid === key.kid ? key : undefined),
      registry,
      findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
      clock: createFixedClock(now),
      profiles: [vector.draft.clear["env.profile"]],
    });
    expect(opened.message).toEqual(vector.opened);
    expect(opened.resolved.toSorted()).toEqual(vector.resolved);
    expect(opened.sdHash).toBe(vector.sdHash);
    expect(opened.consents).toHaveLength(1);
    const receipt = verifyReceipt(vector.deliveredReceipt, registry);
    const parties = { sender: opened.sender.entity, recipient: opened.recipient.entity };
    expect(() => requireReceiptFor(receipt, opened, parties)).not.toThrow();
  });

  // What a reader in another language does with the page in hand, and with nothing of this library.
  it("agrees with the words of the specification", () => {
    const seed = Buffer.from(vector.seed, "base64url");
    const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
    vector.disclosures.forEach(({ json, text, digest }, index) => {
      const block = Buffer.from(
        hkdfSync("sha256", seed, "", `spp-salts-1/${Math.floor(index / 32)}`, 512),
      );
      const salt = block.subarray((index % 32) * 16, (index % 32) * 16 + 16);
      expect((JSON.parse(json) as string[])[0]).toBe(salt.toString("base64url"));
      expect(text).toBe(Buffer.from(json).toString("base64url"));
      expect(digest).toBe(sha256(text));
    });
    const signed = [vector.header, vector.payload].map((text) =>
      Buffer.from(text).toString("base64url"),
    );
    const [jwt = ""] = vector.sdJwt.split("~");
    expect(jwt.startsWith(`${signed.join(".")}.`)).toBe(true);
    expect(vector.digest).toBe(sha256(jwt));
    expect(vector.sdHash).toBe(sha256(vector.sdJwt));
    expect(vector.sdJwt).toBe(`${[jwt, ...vector.disclosures.map(({ text }) => text)].join("~")}~`);
    // Inner before outer: the last two are the roots.
    const names = vector.disclosures.map(({ json }) => (JSON.parse(json) as string[])[1]);
    expect(names.slice(-2)).toEqual(["body", "private"]);
  });
});
