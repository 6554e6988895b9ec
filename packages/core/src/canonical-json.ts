import canonicalize from "canonicalize";
import { CoreError } from "./core-error.ts";
import { sha256Base64url } from "./hash.ts";

/**
 * The one text form of a JSON value that every implementation agrees on.
 *
 * @throws {@link CoreError} `CANONICAL_UNSUPPORTED` for anything JSON cannot hold.
 * @see RFC 8785
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new CoreError("CANONICAL_UNSUPPORTED", "the value has no canonical form", { cause });
  }
  if (text === undefined) throw new CoreError("CANONICAL_UNSUPPORTED", "the value is undefined");
  return text;
}

/** SHA-256 of the canonical form, base64url, 43 characters. */
export function canonicalDigest(value: unknown): string {
  return sha256Base64url(canonicalJson(value));
}
