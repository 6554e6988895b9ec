import { canonicalJson } from "@safepassage/core";
import {
  createSigner,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
  signGeneralJws,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import {
  type AgreementText,
  readFormerAgreement,
  signAgreement,
  verifyAgreement,
} from "../src/index.ts";

const { "NGO-B": partyB, "NGO-C": partyC } = scenarios.parties;
const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
const text = { ...terms, parties: [partyB.entity, partyC.entity] } as AgreementText;
const [b, old, next, stranger] = Array.from({ length: 4 }, () => generateSigningKey("Ed25519"));
const [FROM, NEW, END] = ["2026-01-01", "2026-11-01", "2026-11-20"].map(
  (day) => `${day}T00:00:00Z`,
);
const BEFORE = new Date("2026-11-10T00:00:00Z");
const AFTER = new Date("2026-11-24T00:00:00Z");

const registry = parseRegistry({
  spp: "1.0",
  test: true,
  issuedAt: "2026-11-24T00:00:00Z",
  states: scenarios.states,
  agencies: [
    { ...entry(partyB), keys: [{ jwk: publicJwk(key(b)), from: FROM, status: "active" }] },
    {
      ...entry(partyC),
      keys: [
        { jwk: publicJwk(key(old)), from: FROM, until: END, status: "retired" },
        { jwk: publicJwk(key(next)), from: NEW, status: "active" },
      ],
    },
  ],
});

describe("an agreement", () => {
  const INVALID = expect.objectContaining({ code: "AGREEMENT_INVALID" });
  const signed = (...keys: readonly (PrivateJwk | undefined)[]) =>
    signAgreement(
      text,
      keys.map((one) => createSigner(key(one))),
    );

  it("may have several signatures of one party, of which one counts", () => {
    const both = signed(b, old, next);
    expect(verifyAgreement(both, registry, BEFORE).id).toBe(text.id);
    expect(verifyAgreement(both, registry, AFTER).id).toBe(text.id);
  });

  it("needs a signature of each party that counts now, and takes none of anybody else", () => {
    expect(verifyAgreement(signed(b, old), registry, BEFORE).id).toBe(text.id);
    for (const [jws, at] of [
      [signed(b, old), AFTER],
      [signed(old, next), BEFORE],
      [signed(b, next, stranger), AFTER],
      [altered(signed(b, next)), AFTER],
    ] as const) {
      expect(() => verifyAgreement(jws, registry, at)).toThrow(INVALID);
    }
  });

  it("has one form: another text of the same terms has another digest", () => {
    const signers = [b, next].map((one) => createSigner(key(one)));
    const inForm = (payload: string) =>
      JSON.stringify(signGeneralJws(payload, signers, { typ: "spp-agreement+jws" }));
    expect(verifyAgreement(inForm(canonicalJson(text)), registry, AFTER).id).toBe(text.id);
    expect(() => verifyAgreement(inForm(JSON.stringify(text, null, 1)), registry, AFTER)).toThrow(
      INVALID,
    );
  });

  it("is read as a former one with whatever keys the registry has, and no others", () => {
    expect(readFormerAgreement(signed(b, old), registry).id).toBe(text.id);
    for (const jws of [signed(b), signed(b, stranger), altered(signed(b, old))]) {
      expect(() => readFormerAgreement(jws, registry)).toThrow(INVALID);
    }
  });
});

/** Terms that nobody has signed, with the signatures of others. */
function altered(jws: string): string {
  const { payload, signatures } = JSON.parse(jws);
  const other = Buffer.from(payload, "base64url").toString().replace("1.0", "1.1");
  return JSON.stringify({ payload: Buffer.from(other).toString("base64url"), signatures });
}

function entry({ entity, type, country, regime, flags }: (typeof scenarios.parties)["NGO-B"]) {
  return { entity, name: entity, facts: [{ from: FROM, type, country, regime, flags }] };
}

function key(found: PrivateJwk | undefined): PrivateJwk {
  if (found === undefined) throw new TypeError("no key");
  return found;
}
