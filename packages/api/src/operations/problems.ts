/** Codes of requests that name an officer. */
export const OF_OFFICER = [
  "API_OFFICER_MISSING",
  "API_OFFICER_OTHER",
  "API_OFFICER_LOCKED",
] as const;

/** Codes of operations that need the registry: it is missing, or it is too old. */
export const OF_REGISTRY = ["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE"] as const;

/** Codes of a draft whose consents, authorisations or agreement do not carry it. */
const OF_GROUNDS = [
  "GATEWAY_AGREEMENT_OUTDATED",
  ...OF_REGISTRY,
  "AUTHORISATION_INVALID",
  "CONSENT_INVALID",
  "CONSENT_LAPSED",
  "CONSENT_NOT_GIVEN",
  "CONSENT_NOT_YET_VALID",
  "CONSENT_PERSON_DIFFERS",
  "CONSENT_PURPOSE_NOT_NAMED",
  "CONSENT_RECIPIENT_NOT_NAMED",
  "CONSENT_SCOPE_EXCEEDED",
  "CONSENT_UNSOUND",
  "CONSENT_WITHDRAWN",
  "MESSAGE_AGREEMENT_DOES_NOT_COVER",
  "MESSAGE_DRAFT_INVALID",
  "MESSAGE_REGISTRY_DIFFERS",
] as const;

/** Codes of what cannot be written for its recipient, or not signed, as somebody's key is not in force. */
export const OF_KEYS = [
  "TRUST_AGENCY_UNKNOWN",
  "TRUST_KEY_UNKNOWN",
  "TRUST_KEY_NOT_IN_FORCE",
  "TRUST_KEY_COMPROMISED",
] as const;

/** Codes of a draft that names the message it goes on with. */
const OF_MESSAGE = [
  "GATEWAY_MESSAGE_UNKNOWN",
  "GATEWAY_MESSAGE_RECEIVED",
  "GATEWAY_AGREEMENT_UNKNOWN",
  "API_CONTENT_ERASED",
  "API_CONTENT_QUARANTINED",
] as const;

/** Codes of requests that hold a draft. */
export const OF_DRAFT = [...OF_MESSAGE, ...OF_OFFICER] as const;

/** Codes of a draft that is composed. */
export const OF_PREPARING = [
  "API_TURNS_FULL",
  "SCHEMA_INVALID",
  "GATEWAY_RECIPIENT_UNKNOWN",
  "GATEWAY_AGREEMENT_UNKNOWN",
  ...OF_GROUNDS,
  ...OF_KEYS,
] as const;

/** Codes of requests that compose a message. */
export const OF_COMPOSING = [...OF_PREPARING, ...OF_DRAFT] as const;

/** Codes of requests that send one. */
export const OF_SENDING = [
  ...OF_COMPOSING,
  "GATEWAY_MESSAGE_REPLACED",
  "GATEWAY_CORRECTION_UNDECIDED",
  "GATEWAY_DRAFT_REFUSED",
  "GATEWAY_APPROVAL_NEEDED",
] as const;
