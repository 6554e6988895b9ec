import { type Clock, type Signer, toInstant, toNumericDate, verifyJws } from "@safepassage/core";
import {
  CODE_LISTS,
  type Consent,
  type ConsentRecord,
  type Draft,
  MAX_TOKEN,
  parseConsentClaims,
  randomId,
  scopeCovers,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { readCanonicalToken, signCanonicalToken } from "../form/canonical-form.ts";
import { errorOf, MessageError, type MessageErrorCode, refusalIn } from "../message-error.ts";

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
    if (aud !== recipient) throw refused("it is addressed to another agency");
    const kid = parts.kid ?? "";
    if (at !== undefined) {
      const now = toNumericDate(at);
      if (now >= exp || iat > now + CLOCK_SKEW_S) {
        throw refused("it has expired, or is from the future");
      }
      // With a key that was retired since, a signer could write any earlier date.
      registry.verifierFor(iss, kid, at);
    }
    verifyJws(registry.verifierFor(iss, kid, new Date(iat * 1000)), parts);
    return { ref: jti, ...consent };
  } catch (cause) {
    const details = { cause: refusalIn(cause) };
    throw new MessageError("CONSENT_INVALID", "a consent assertion does not verify", details);
  }
}

const refused = errorOf("CONSENT_INVALID");

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

/** The use that an assertion of a consent record is made for. */
export interface AssertedUse {
  /** Group id of the person in that message. */
  readonly subject: string;
  /** The one recipient, an entity id. */
  readonly recipient: string;
  readonly purpose: string;
  readonly now: Date;
  /**
   * The person whose data is sent, by the agency's own id, where known: the record must be hers.
   */
  readonly person?: string | undefined;
  /** The part of the scope to tell. Default: all of it. */
  readonly scope?: readonly string[] | undefined;
  /** Default: drawn at random. */
  readonly ref?: string | undefined;
}

/**
 * Returns what may be asserted of a consent record to one recipient for one purpose. It names that
 * recipient and that purpose only, so that nobody learns whom else the person trusts.
 *
 * @throws {@link MessageError} `CONSENT_PERSON_DIFFERS`, `CONSENT_WITHDRAWN`, `CONSENT_NOT_GIVEN`,
 *   `CONSENT_NOT_YET_VALID`, `CONSENT_LAPSED`, `CONSENT_UNSOUND`, `CONSENT_PURPOSE_NOT_NAMED`,
 *   `CONSENT_RECIPIENT_NOT_NAMED`, `CONSENT_SCOPE_EXCEEDED`: the first that is true.
 * @see docs/spec/consent.md#record; GDPR Art 7
 */
export function assertionOf(record: ConsentRecord, use: AssertedUse): Consent {
  const { person: of, givenAt, ...terms } = record;
  const { subject, recipient, purpose, person = of, scope = terms.scope, ref = randomId() } = use;
  const now = toInstant(use.now);
  const refusals: readonly (readonly [boolean, MessageErrorCode, string])[] = [
    [person !== of, "CONSENT_PERSON_DIFFERS", "person"],
    [terms.withdrawnAt !== null, "CONSENT_WITHDRAWN", "withdrawnAt"],
    [!GIVEN.includes(terms.status), "CONSENT_NOT_GIVEN", "status"],
    [now < terms.validFrom || now < givenAt, "CONSENT_NOT_YET_VALID", "validFrom"],
    [now >= terms.validUntil, "CONSENT_LAPSED", "validUntil"],
    // A consent that was not understood, or cannot be taken back, does not count (GDPR Art 7).
    [!terms.languageUnderstood, "CONSENT_UNSOUND", "languageUnderstood"],
    [!terms.withdrawalMethod, "CONSENT_UNSOUND", "withdrawalMethod"],
    [terms.giverIsSuspect, "CONSENT_UNSOUND", "giverIsSuspect"],
    [!terms.purposes.includes(purpose), "CONSENT_PURPOSE_NOT_NAMED", "purposes"],
    [!terms.recipients.includes(recipient), "CONSENT_RECIPIENT_NOT_NAMED", "recipients"],
    [!scope.every((part) => scopeCovers(terms.scope, part)), "CONSENT_SCOPE_EXCEEDED", "scope"],
    [scope.length === 0, "CONSENT_SCOPE_EXCEEDED", "scope"],
  ];
  for (const [isSo, code, member] of refusals) {
    // The member is named, never its value.
    if (isSo) {
      const details = { pointer: `/${member}` };
      throw new MessageError(code, `the consent record does not allow it: see ${member}`, {
        details,
      });
    }
  }
  return { ...terms, ref, subject, purposes: [purpose], recipients: [recipient], scope };
}

const GIVEN = (CODE_LISTS["consent_status"]?.["valid"] ?? []) as readonly string[];
const CLOCK_SKEW_S = 120;
const PARSED = { parsed: true };
