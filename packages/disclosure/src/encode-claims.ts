import {
  encodeBase64urlText,
  type Json,
  type JsonObject,
  sha256Base64url,
} from "@safepassage/core";
import {
  type Claims,
  type ClaimValue,
  CRITICAL_NAMES,
  isDisclosable,
  isReservedName,
  unmark,
} from "./disclosable.ts";
import { DisclosureError } from "./disclosure-error.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { SaltSource } from "./salts.ts";

/** Decoy digests to add to each `_sd` array (RFC 9901, Section 4.2.5). */
export interface Decoys {
  /** Number of decoys for an object with `digests` real digests. */
  count(digests: number): number;
  /** Source of random text to hash into decoys. The salt source is never used for them. */
  random: SaltSource;
}

/** The disclosures of an SD-JWT. Secret until presented. */
export interface SdJwtDisclosures {
  /** Base64url texts: inner before outer, otherwise in the order of the claims. */
  readonly disclosures: readonly string[];
  /** Digest of each disclosure, in the same order, without decoys. */
  readonly digests: readonly string[];
}

/** Claims with digests in place of marked values, and the disclosures. */
export interface EncodedClaims extends SdJwtDisclosures {
  readonly payload: JsonObject;
}

/** Replaces marked values with digests. Salt `i` goes into disclosure `i`. */
export function encodeClaims(
  claims: Claims,
  { salt, decoys, stringify }: Pick<Run, "salt" | "decoys" | "stringify">,
): EncodedClaims {
  const run: Run = { salt, decoys, stringify, lastSalt: "", disclosures: [], digests: [] };
  for (const name of CRITICAL_NAMES) {
    if (isDisclosable(claims[name])) {
      throw new DisclosureError("DISCLOSURE_CLAIM_CRITICAL", `${name} must stay in the clear`);
    }
  }
  const payload = encodeValue(claims, 0, run);
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new DisclosureError("DISCLOSURE_CLAIM_UNSUPPORTED", "the claims are not an object");
  }
  return {
    payload: { ...(payload as JsonObject), _sd_alg: "sha-256" },
    disclosures: run.disclosures,
    digests: run.digests,
  };
}

interface Run {
  readonly salt: SaltSource;
  readonly decoys: Decoys | undefined;
  readonly stringify: (value: Json) => string;
  lastSalt: string;
  readonly disclosures: string[];
  readonly digests: string[];
}

function encodeValue(value: ClaimValue, depth: number, run: Run): Json {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return value;
      throw unsupported("a string has a lone surrogate");
    case "number":
      // JSON.stringify would turn these into null.
      if (Number.isFinite(value)) return value;
      throw unsupported("a number is not finite");
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeContainer(value, depth, run);
    default:
      throw unsupported(`a value is of type ${typeof value}`);
  }
}

function encodeContainer(value: ClaimValue & object, depth: number, run: Run): Json {
  if (depth >= DEFAULT_LIMITS.maxDepth) {
    throw new DisclosureError("DISCLOSURE_TOO_DEEP", `more than ${DEFAULT_LIMITS.maxDepth} levels`);
  }
  if (Array.isArray(value)) {
    return value.map((element: ClaimValue) =>
      isDisclosable(element)
        ? { "...": disclose(undefined, encodeValue(unmark(element), depth + 1, run), run) }
        : encodeValue(element, depth + 1, run),
    );
  }
  if (isDisclosable(value)) {
    throw new DisclosureError("DISCLOSURE_MARK_MISPLACED", "not a member or an element");
  }
  return encodeObject(value as Claims, depth, run);
}

function encodeObject(object: Claims, depth: number, run: Run): JsonObject {
  // Dates, maps and class instances would silently lose their content.
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw unsupported("an object is not a plain object");
  }
  const encoded: Record<string, Json> = {};
  const digests: string[] = [];
  for (const name of Object.keys(object)) {
    if (isReservedName(name)) {
      throw new DisclosureError("DISCLOSURE_CLAIM_RESERVED", "a claim has a reserved name");
    }
    if (!name.isWellFormed()) throw unsupported("a name has a lone surrogate");
    const member = object[name] as ClaimValue;
    if (isDisclosable(member)) {
      digests.push(disclose(name, encodeValue(unmark(member), depth + 1, run), run));
    } else {
      encoded[name] = encodeValue(member, depth + 1, run);
    }
  }
  addDecoys(digests, run.decoys);
  // Sorted, because the order of the claims would reveal which digest is which (Section 4.2.4.1).
  if (digests.length > 0) encoded["_sd"] = digests.sort();
  return encoded;
}

/** Makes a disclosure and returns its digest. */
function disclose(name: string | undefined, value: Json, run: Run): string {
  const salt = run.salt();
  if (salt.length < SALT_MIN_LENGTH || salt === run.lastSalt) {
    throw new DisclosureError("DISCLOSURE_SALT_WEAK", "a salt is short or repeated");
  }
  run.lastSalt = salt;
  const text = run.stringify(name === undefined ? [salt, value] : [salt, name, value]);
  const disclosure = encodeBase64urlText(text);
  const digest = sha256Base64url(disclosure);
  run.disclosures.push(disclosure);
  run.digests.push(digest);
  return digest;
}

function addDecoys(digests: string[], decoys: Decoys | undefined): void {
  if (decoys === undefined) return;
  for (let left = decoys.count(digests.length); left > 0; left--) {
    digests.push(sha256Base64url(decoys.random()));
  }
}

function unsupported(message: string): DisclosureError {
  return new DisclosureError("DISCLOSURE_CLAIM_UNSUPPORTED", message);
}

// 128 bits in base64url (Section 9.3).
const SALT_MIN_LENGTH = 22;
