import { createFixedClock } from "@safepassage/core";
import { AGREEMENT_TYPE, signAgreement, verifyAgreement } from "@safepassage/message";
import { type Agreement, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  addSignature,
  createSigner,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import type { Parties, Situation } from "./model.ts";

/** The agencies with keys, made for one run. */
export interface World {
  readonly registry: AgencyRegistry;
  readonly keyOf: (entity: string) => PrivateJwk;
  readonly entityOf: (name: string) => string;
}

/** Gives each agency a key, and lists it. */
export function createWorld({ states, parties }: Parties): World {
  const from = "2026-01-01T00:00:00Z";
  const keys = new Map(
    Object.values(parties).map(({ entity }) => [entity, generateSigningKey("Ed25519")]),
  );
  const keyOf = (entity: string): PrivateJwk => {
    const key = keys.get(entity);
    if (key === undefined) throw new RangeError(`no agency ${entity}`);
    return key;
  };
  const agencies = Object.entries(parties).map(([name, { entity, ...facts }]) => ({
    entity,
    name,
    facts: [{ from, ...facts }],
    keys: [{ jwk: publicJwk(keyOf(entity)), from, status: "active" }],
  }));
  return {
    registry: parseRegistry({ spp: "1.0", test: true, issuedAt: from, states, agencies }),
    keyOf,
    entityOf: (name) => {
      const party = parties[name];
      if (party === undefined) throw new RangeError(`no agency ${name}`);
      return party.entity;
    },
  };
}

/** The agreement of a situation, signed by each of its parties. */
export function agreementOf({ agreement, now }: Situation, { registry, keyOf }: World): Agreement {
  const text = { ...agreement, profiles: [PROFILE_DIGEST] };
  const [first, ...others] = text.parties.map((entity) => createSigner(keyOf(entity)));
  if (first === undefined) throw new RangeError("an agreement has parties");
  const signed = others.reduce(
    (jws, signer) => addSignature(jws, signer, { typ: AGREEMENT_TYPE }),
    JSON.parse(signAgreement(text, [first])),
  );
  return verifyAgreement(JSON.stringify(signed), registry, createFixedClock(now).now());
}
