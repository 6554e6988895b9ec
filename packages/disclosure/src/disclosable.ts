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

// A symbol, which no JSON document can contain.
const MARK: unique symbol = Symbol("disclosable");
