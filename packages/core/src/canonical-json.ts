import canonicalize from "canonicalize";
import { sha256Base64url } from "./bytes.ts";
import { CoreError } from "./core-error.ts";
import { isJsonObject } from "./json.ts";

/**
 * Writes a JSON value in its canonical form, the same text in every implementation.
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
  if (text === undefined) throw unsupported("undefined or a function");
  requireJson(value);
  return text;
}

/** Computes the SHA-256 of the canonical form, as 43 characters of base64url. */
export function canonicalDigest(value: unknown): string {
  return sha256Base64url(canonicalJson(value));
}

/**
 * Refuses values that canonicalization silently drops or converts, because the digest would not commit
 * to them. Runs after canonicalization, which has excluded cycles.
 */
function requireJson(root: unknown): void {
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) {
      for (const element of value) pushJson(open, element);
    } else if (isJsonObject(value)) {
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) {
        throw unsupported("an object of a class");
      }
      for (const member of Object.values(value)) pushJson(open, member);
    }
  }
}

function pushJson(open: unknown[], value: unknown): void {
  if (typeof value === "object" && value !== null) open.push(value);
  else if (value === undefined || typeof value === "function" || typeof value === "symbol") {
    throw unsupported("undefined, a function or a symbol");
  }
}

function unsupported(what: string): CoreError {
  return new CoreError("CANONICAL_UNSUPPORTED", `the value holds ${what}`);
}
