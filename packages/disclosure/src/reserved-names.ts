/** Whether neither an issuer nor a disclosure may give a claim this name. */
export function isReservedName(name: string): boolean {
  return isSdName(name) || name === "__proto__";
}

/** Whether the name has a meaning in an SD-JWT payload (RFC 9901, Sections 4.1 and 4.2.4). */
export function isSdName(name: string): boolean {
  return name === "_sd" || name === "..." || name === "_sd_alg";
}

/** Claims that decide about validity and must stay in the clear (RFC 9901, Section 9.7). */
export const CRITICAL_NAMES = ["iss", "aud", "exp", "nbf", "cnf"] as const;
