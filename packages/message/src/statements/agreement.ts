import {
  canonicalJson,
  parseJson,
  type Signer,
  sha256Base64url,
  verifyJws,
} from "@safepassage/core";
import { type Agreement, parseAgreement } from "@safepassage/schema";
import {
  type AgencyRegistry,
  type GeneralJwsParts,
  readGeneralJws,
  signGeneralJws,
} from "@safepassage/trust/web";
import { errorOf, MessageError, refusalIn } from "../message-error.ts";

/** `typ` of each signature of an agreement. */
export const AGREEMENT_TYPE = "spp-agreement+jws";

/** The text of an agreement: everything except its digest and its state. */
export type AgreementText = Omit<Agreement, "sha256" | "state">;

/**
 * Returns the digest that names an agreement: SHA-256 of its canonical form (RFC 8785), base64url.
 */
export function agreementDigest(text: AgreementText): string {
  return sha256Base64url(canonicalJson(text));
}

/**
 * Signs the text of an agreement with the keys of its parties.
 *
 * @returns the text of a JWS in general JSON serialization (RFC 7515, Section 7.2.1).
 */
export function signAgreement(text: AgreementText, signers: readonly Signer[]): string {
  return JSON.stringify(signGeneralJws(canonicalJson(text), signers, { typ: AGREEMENT_TYPE }));
}

/**
 * Verifies that every party has signed an agreement, and nobody else.
 *
 * @param at - Time at which the keys must be in force: the time of reading, since a time that
 *   signers state proves nothing.
 * @throws {@link MessageError} `AGREEMENT_INVALID`, with the reason as its cause.
 */
export function verifyAgreement(jws: string, registry: AgencyRegistry, at: Date): Agreement {
  try {
    const parts = readGeneralJws(jws, { typ: AGREEMENT_TYPE });
    const text = parseJson(parts.payload, { maxLength: 262_144, maxDepth: 8 });
    if (canonicalJson(text) !== parts.payload) throw invalid("the payload is not canonical");
    const agreement = parseAgreement({
      ...(text as object),
      sha256: sha256Base64url(parts.payload),
      state: "inForce",
    });
    requireParties(parts, agreement.parties, registry, at);
    return agreement;
  } catch (cause) {
    const details = { cause: refusalIn(cause) };
    throw new MessageError("AGREEMENT_INVALID", "the agreement does not verify", details);
  }
}

const invalid = errorOf("AGREEMENT_INVALID");

function requireParties(
  { signatures }: GeneralJwsParts,
  parties: readonly string[],
  registry: AgencyRegistry,
  at: Date,
): void {
  if (signatures.length !== parties.length) throw invalid("not one signature for each party");
  const unsigned = new Set(parties);
  for (const signature of signatures) {
    const party = [...unsigned].find((entity) => hasKey(registry, entity, signature.kid, at));
    if (party === undefined) throw invalid("a signature is not by a key of a party");
    verifyJws(registry.verifierFor(party, signature.kid, at, FORMER), signature);
    unsigned.delete(party);
  }
}

/** An agreement of many goes on when one of them leaves: nobody sends to it, or takes from it, any more. */
const FORMER = { mayHaveLeft: true };

function hasKey(registry: AgencyRegistry, entity: string, kid: string, at: Date): boolean {
  try {
    registry.verifierFor(entity, kid, at, FORMER);
    return true;
  } catch (cause) {
    // Whatever the registry says against it, this key does not speak for this party now.
    refusalIn(cause);
    return false;
  }
}
