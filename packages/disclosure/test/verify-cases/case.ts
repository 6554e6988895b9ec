import { join, member, signJwt, withDigests } from "../signed-texts.ts";

/** One case of the vector file. */
export interface VerifyCase {
  readonly id: string;
  readonly comment: string;
  readonly sdJwt: string;
  /** Differences from the file's policy. */
  readonly policy?: VectorPolicy;
  /** `ok` or the code. */
  readonly expect: string;
  /** Claims of an accepted case. */
  readonly claims?: object;
}

/** Policy as data; both modes of key binding by name. */
export interface VectorPolicy {
  readonly keyBinding?: "forbidden" | "required";
  readonly requireAllResolved?: boolean;
  readonly checkExpiry?: "enforce" | "ignore";
  readonly limits?: {
    readonly maxLength?: number;
    readonly maxDisclosures?: number;
    readonly maxDepth?: number;
  };
}

/** The disclosure that most cases have. */
export const NAME = member(1, "name", "A");

/** An SD-JWT with `disclosures` in its top-level `_sd`, and `more` disclosures sent with them. */
export function sd(disclosures: readonly string[], more: readonly string[] = []): string {
  return join(signJwt(withDigests(disclosures)), [...disclosures, ...more]);
}

/** A case that is accepted, and the claims it gives. */
export function accept(
  id: string,
  comment: string,
  sdJwt: string,
  claims: object,
  policy?: VectorPolicy,
): VerifyCase {
  return { id, comment, sdJwt, expect: "ok", claims, ...(policy && { policy }) };
}

/** A case that is refused with one code. */
export function refuse(
  id: string,
  comment: string,
  sdJwt: string,
  expect: string,
  policy?: VectorPolicy,
): VerifyCase {
  return { id, comment, sdJwt, expect, ...(policy && { policy }) };
}
