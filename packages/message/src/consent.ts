import {
  type Clock,
  parseObject,
  readCompactJws,
  type Signer,
  signCompactJws,
  toNumericDate,
  verifyJws,
} from "@safepassage/core";
import { type Consent, type DecodedMessage, parseConsentClaims } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { MessageError } from "./message-error.ts";

/** `typ` of a consent assertion. */
export const CONSENT_TYPE = "spp-consent+jwt";

/** Who asserts a consent to whom. */
export interface ConsentOptions {
  /** Holder of the consent record. */
  readonly holder: string;
  /** The one recipient of the assertion; its `ref` is random for that recipient. */
  readonly recipient: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/**
 * Signs the scope of a consent record, which itself stays with its holder.
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
  return signCompactJws(signer, { typ: CONSENT_TYPE }, JSON.stringify(claims));
}

/**
 * Verifies one consent assertion.
 *
 * @param recipient - Entity id of the agency it must be addressed to.
 * @throws {@link MessageError} `CONSENT_INVALID`, with the reason as its cause.
 */
export function verifyConsentAssertion(
  assertion: string,
  recipient: string,
  registry: AgencyRegistry,
): Consent {
  try {
    const parts = readCompactJws(assertion, { typ: CONSENT_TYPE, maxLength: 8192 });
    const { iss, aud, jti, iat, consent } = parseConsentClaims(
      parseObject(parts.payload, { maxDepth: 4 }),
    );
    if (aud !== recipient) throw new TypeError("the assertion is addressed to another agency");
    verifyJws(registry.verifierFor(iss, parts.kid ?? "", new Date(iat * 1000)), parts);
    return { ref: jti, ...consent };
  } catch (cause) {
    throw new MessageError("CONSENT_INVALID", "a consent assertion does not verify", { cause });
  }
}

/**
 * The consents of a message whose assertions verify and which the message refers to.
 *
 * One that does not verify is left out, so that nothing can rest on it; rule R32 then says so.
 */
export function readConsents(
  message: DecodedMessage,
  registry: AgencyRegistry,
): readonly Consent[] {
  const recipient = message.clear["env.recipient.agencyId"];
  const refs = message.private["private.consentRefs"];
  return message.private["private.consentAssertions"].flatMap((assertion) => {
    try {
      const consent = verifyConsentAssertion(assertion, recipient, registry);
      return refs.includes(consent.ref) ? [consent] : [];
    } catch (error) {
      if (error instanceof MessageError) return [];
      throw error;
    }
  });
}
