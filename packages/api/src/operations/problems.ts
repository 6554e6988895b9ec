/** Codes of requests that name an officer. */
export const OF_OFFICER = ["API_OFFICER_MISSING", "API_OFFICER_OTHER"] as const;

/** Codes of a draft that names the message it goes on with. */
const OF_MESSAGE = [
  "GATEWAY_MESSAGE_UNKNOWN",
  "GATEWAY_AGREEMENT_UNKNOWN",
  "API_CONTENT_ERASED",
  "API_CONTENT_QUARANTINED",
] as const;

/** Codes of requests that hold a draft. */
export const OF_DRAFT = [...OF_MESSAGE, ...OF_OFFICER] as const;

/** Codes of requests that compose a message. */
export const OF_COMPOSING = ["SCHEMA_INVALID", "GATEWAY_RECIPIENT_UNKNOWN", ...OF_DRAFT] as const;

/** Codes of requests that send one. */
export const OF_SENDING = [
  ...OF_COMPOSING,
  "GATEWAY_DRAFT_REFUSED",
  "GATEWAY_APPROVAL_NEEDED",
] as const;
