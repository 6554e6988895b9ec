import {
  canonicalJson,
  parseJson,
  type Signer,
  sha256Base64url,
  type Verifier,
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
 * Verifies that every party has signed an agreement, and nobody else. A party may have signed more than once, as with a
 * key that has ended since and with the one after it.
 *
 * @param at - Time at which one key of each must be in force: the time of reading, since a time that
 *   signers state proves nothing.
 * @throws {@link MessageError} `AGREEMENT_INVALID`, with the reason as its cause.
 */
export const verifyAgreement = (jws: string, registry: AgencyRegistry, at: Date): Agreement =>
  readSigned(jws, (entity, kid) => registry.verifierFor(entity, kid, at, FORMER), registry);

/**
 * Reads an agreement that was verified once, with keys that need not be in force any more. Nothing is exchanged under it but
 * what its parties owe each other when it is over.
 *
 * @throws {@link MessageError} `AGREEMENT_INVALID`, with the reason as its cause.
 * @see `docs/spec/gateway-erasure.md#after-an-agreement`
 */
export const readFormerAgreement = (jws: string, registry: AgencyRegistry): Agreement =>
  readSigned(jws, (entity, kid) => anyKey(registry, entity, kid), registry);

/**
 * Reads which agreement a text says to be, `AGR-ASSIST 1.0`, whoever has signed it. For a person who looks for its file; it
 * proves nothing.
 */
export function readAgreementName(jws: string): string | undefined {
  try {
    const { payload } = readGeneralJws(jws, { typ: AGREEMENT_TYPE });
    const { id, version } = parseJson(payload, { maxLength: 262_144, maxDepth: 8 }) as {
      readonly id?: unknown;
      readonly version?: unknown;
    };
    const name = `${String(id)} ${String(version)}`;
    return name.length <= 100 ? name : undefined;
  } catch (cause) {
    refusalIn(cause);
    return undefined;
  }
}

type FindVerifier = (entity: string, kid: string) => Verifier;

function readSigned(jws: string, find: FindVerifier, registry: AgencyRegistry): Agreement {
  try {
    const parts = readGeneralJws(jws, { typ: AGREEMENT_TYPE });
    const text = parseJson(parts.payload, { maxLength: 262_144, maxDepth: 8 });
    if (canonicalJson(text) !== parts.payload) throw invalid("the payload is not canonical");
    const agreement = parseAgreement({
      ...(text as object),
      sha256: sha256Base64url(parts.payload),
      state: "inForce",
    });
    requireParties(parts, agreement.parties, { find, registry });
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
  { find, registry }: { readonly find: FindVerifier; readonly registry: AgencyRegistry },
): void {
  const unsigned = new Set(parties);
  for (const signature of signatures) {
    const { kid } = signature;
    const party = parties.find((entity) => isFound(() => anyKey(registry, entity, kid)));
    if (party === undefined) throw invalid("a signature is not by a key of a party");
    // One whose key has ended does not count, and does no harm beside one that does.
    if (!isFound(() => find(party, kid))) continue;
    verifyJws(find(party, kid), signature);
    unsigned.delete(party);
  }
  if (unsigned.size > 0) throw invalid("no signature of a party counts now");
}

/** A verifier for a key that the registry has for an agency, whatever it says of it. */
const anyKey = (registry: AgencyRegistry, entity: string, kid: string): Verifier =>
  registry.verifierFor(entity, kid, new Date(0), { atAnyTime: true });

function isFound(find: () => unknown): boolean {
  try {
    find();
    return true;
  } catch (cause) {
    // Whatever the registry says against a key, it does not speak for this party now.
    refusalIn(cause);
    return false;
  }
}

/** An agreement of many goes on when one of them leaves: nobody sends to it, or takes from it, any more. */
const FORMER = { mayHaveLeft: true };
