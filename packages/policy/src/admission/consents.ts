import { CODE_LISTS, type Consent } from "@safepassage/schema";

/** What a message does, and when, with data that rest on a consent. */
export interface ConsentUse {
  readonly at: string;
  readonly purpose: string;
  readonly recipient: string;
}

/** Whether a consent was given, understood and not taken back, and is for this use. */
export function isValidConsent(consent: Consent, { at, purpose, recipient }: ConsentUse): boolean {
  return (
    VALID.includes(consent.status) &&
    consent.purposes.includes(purpose) &&
    consent.recipients.includes(recipient) &&
    consent.validFrom <= at &&
    at <= consent.validUntil &&
    consent.withdrawnAt === null &&
    // A consent that was not understood, or cannot be taken back, is none (GDPR Art 7).
    consent.languageUnderstood &&
    consent.withdrawalMethod &&
    !consent.giverIsSuspect
  );
}

const VALID = (CODE_LISTS["consent_status"]?.["valid"] ?? []) as readonly string[];
