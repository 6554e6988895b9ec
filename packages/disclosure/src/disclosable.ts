/** A claim value, which may contain values marked with {@link disclosable} at any depth. */
export type ClaimValue =
  | null
  | boolean
  | number
  | string
  | readonly ClaimValue[]
  | Claims
  | Disclosable;

/** Claims to issue: a JSON object whose members and elements may be marked. */
export interface Claims {
  readonly [name: string]: ClaimValue;
}

/** A value marked with {@link disclosable}. */
export interface Disclosable {
  readonly [MARK]: ClaimValue;
}

/**
 * Marks an object member or an array element as selectively disclosable.
 *
 * The value may contain marked values. The holder can then disclose the outer value with or without the
 * inner ones, but not the inner ones alone.
 *
 * @see RFC 9901, Sections 4.2 and 4.2.6
 */
export function disclosable(value: ClaimValue): Disclosable {
  return { [MARK]: value };
}

/** Whether a value was marked. */
export function isDisclosable(value: unknown): value is Disclosable {
  return typeof value === "object" && value !== null && MARK in value;
}

/** The value inside a mark. */
export function unmark(marked: Disclosable): ClaimValue {
  return marked[MARK];
}

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

// A symbol, which no JSON document can contain.
const MARK: unique symbol = Symbol("disclosable");
