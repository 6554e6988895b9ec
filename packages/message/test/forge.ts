import { canonicalJson, type Json } from "@safepassage/core";
import { type Claims, type ClaimValue, disclosable, issueSdJwt } from "@safepassage/disclosure";
import { clearToClaims, type Draft, privateToWire } from "@safepassage/schema";
import { createSaltSequence } from "../src/form/salts-node.ts";
import { encodeBody } from "../src/write/encode-body.ts";
import { seal, type TestWorld } from "./world.ts";

/** What a sender who breaks the protocol puts in place of what belongs there. */
export interface Forgery {
  readonly header?: Record<string, Json>;
  readonly clear?: Claims;
  readonly private?: ClaimValue;
  readonly body?: ClaimValue;
  /** Whether private comes before body. */
  readonly privateFirst?: boolean;
  readonly stringify?: (value: Json) => string;
}

/** Signs and seals with NGO-B's key, seed and salts right, whatever else is wrong. */
export function forge(world: TestWorld, draft: Draft, forgery: Forgery): string {
  const seed = new Uint8Array(32).fill(7);
  const hidden = { private: disclosable(forgery.private ?? privateToWire(draft.private)) };
  const body = { body: disclosable(forgery.body ?? encodeBody(draft.body)) };
  const { sdJwt } = issueSdJwt({
    claims: {
      ...clearToClaims(draft.clear),
      ...forgery.clear,
      ...(forgery.privateFirst === true ? { ...hidden, ...body } : { ...body, ...hidden }),
    },
    header: { typ: "spp-message+sd-jwt", ...forgery.header },
    signer: world.signers["NGO-B"],
    salt: createSaltSequence(seed),
    stringify: forgery.stringify ?? canonicalJson,
  });
  return seal(world, { sdJwt, seed }, { spp: "1.0" });
}

/** Padding disclosures with these indices. */
export function padding(...indices: readonly number[]): Claims {
  return Object.fromEntries(indices.map((index) => [`pad.${index}`, disclosable(0)]));
}
