import { type Clear, CODE_LISTS, type Consent } from "@safepassage/schema";

/** How and when a message uses data that rest on a consent. */
export interface ConsentUse {
  readonly at: string;
  readonly purpose: string;
  readonly recipient: string;
}

/** How a message uses its data. A missing claim is empty text, which nothing covers. */
export const useOf = (clear: Partial<Clear>): ConsentUse => ({
  at: clear["env.createdAt"] ?? "",
  purpose: clear["env.purpose"] ?? "",
  recipient: clear["env.recipient.agencyId"] ?? "",
});

/** Whether a consent was given, was understood, was not withdrawn, and covers this use. */
export function isValidConsent(consent: Consent, { at, purpose, recipient }: ConsentUse): boolean {
  return (
    VALID.includes(consent.status) &&
    consent.purposes.includes(purpose) &&
    consent.recipients.includes(recipient) &&
    consent.validFrom <= at &&
    at <= consent.validUntil &&
    consent.withdrawnAt === null &&
    // Consent that was not understood or cannot be withdrawn is not consent (GDPR Art 7).
    consent.languageUnderstood &&
    consent.withdrawalMethod &&
    !consent.giverIsSuspect
  );
}

const VALID = (CODE_LISTS["consent_status"]?.["valid"] ?? []) as readonly string[];
