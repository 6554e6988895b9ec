import { type Clock, type Signer, toNumericDate, verifyJws } from "@safepassage/core";
import { type Consent, type Draft, MAX_TOKEN, parseConsentClaims } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { readCanonicalToken, signCanonicalToken } from "../form/canonical-form.ts";
import { MessageError } from "../message-error.ts";

/** `typ` of a consent assertion. */
export const CONSENT_TYPE = "spp-consent+jwt";

/** Who asserts a consent to whom. */
export interface ConsentOptions {
  /** Holder of the consent record. */
  readonly holder: string;
  /** The one recipient of the assertion. `ref` is random, and for this recipient only. */
  readonly recipient: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/**
 * Signs the scope of a consent record. The record itself stays with its holder.
 *
 * @see ISO/IEC TS 27560; GDPR Art 7(1)
 */
export function issueConsentAssertion(
  { ref, ...consent }: Consent,
  { holder, recipient, signer, clock }: ConsentOptions,
): string {
  const claims = {
    iss: holder,
    aud: recipient,
    jti: ref,
    iat: toNumericDate(clock.now()),
    exp: toNumericDate(new Date(consent.validUntil)),
    consent,
  };
  return signCanonicalToken(signer, CONSENT_TYPE, claims);
}

/**
 * Verifies one consent assertion.
 *
 * @param recipient - Entity id of the agency it must be addressed to.
 * @param at - The time now, at which neither the assertion nor the holder's key may have expired.
 *   Left out: only the time of signing counts for the key, and rule R32 judges the consent's
 *   validity.
 * @throws {@link MessageError} `CONSENT_INVALID`, with the reason as its cause.
 */
export function verifyConsentAssertion(
  assertion: string,
  recipient: string,
  registry: AgencyRegistry,
  at?: Date,
): Consent {
  try {
    const { parts, payload } = readCanonicalToken(assertion, {
      typ: CONSENT_TYPE,
      maxLength: MAX_TOKEN,
    });
    const { iss, aud, jti, iat, exp, consent } = parseConsentClaims(payload, PARSED);
    if (aud !== recipient) throw new TypeError("the assertion is addressed to another agency");
    const kid = parts.kid ?? "";
    if (at !== undefined) {
      const now = toNumericDate(at);
      if (now >= exp || iat > now + CLOCK_SKEW_S) {
        throw new TypeError("the assertion has expired, or is from the future");
      }
      // With a key that was retired since, a signer could write any earlier date.
      registry.verifierFor(iss, kid, at);
    }
    verifyJws(registry.verifierFor(iss, kid, new Date(iat * 1000)), parts);
    return { ref: jti, ...consent };
  } catch (cause) {
    throw new MessageError("CONSENT_INVALID", "a consent assertion does not verify", { cause });
  }
}

/**
 * Returns the consents of a message that something may rest on: the assertion verifies, the message
 * refers to it, it is about a person of this message, and no other assertion has the same
 * reference.
 *
 * All others are left out, so that nothing can rest on them; rule R32 then says so.
 *
 * @param at - The time now.
 */
export function readConsents(
  { clear, private: hidden, body }: Draft,
  registry: AgencyRegistry,
  at: Date,
): readonly Consent[] {
  const recipient = clear["env.recipient.agencyId"];
  // A message that claims a threat to life may lack either list.
  const refs: readonly string[] | undefined = hidden["private.consentRefs"];
  const assertions: readonly string[] | undefined = hidden["private.consentAssertions"];
  const consents: Consent[] = [];
  for (const assertion of assertions ?? []) {
    try {
      consents.push(verifyConsentAssertion(assertion, recipient, registry, at));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
    }
  }
  return consents.filter(
    (consent) =>
      refs?.includes(consent.ref) === true &&
      Object.hasOwn(body, consent.subject) &&
      body[consent.subject]?.kind === "subject" &&
      // Of two that contradict each other, a sender could use the one that suits it.
      consents.every((other) => other === consent || other.ref !== consent.ref),
  );
}

const CLOCK_SKEW_S = 120;
const PARSED = { parsed: true };
