import { decodeBase64url } from "@safepassage/core";
import type { SchemaIssueCode } from "./issue.ts";

/** What is wrong with base64url of `min` to `max` octets, or `undefined`. */
export function findOctetsIssue(
  text: string,
  min: number,
  max: number,
): SchemaIssueCode | undefined {
  // Length first: a text of megabytes is not decoded to learn that it is too long.
  if (text.length > Math.ceil((max * 4) / 3) + 3) return "OCTETS_WRONG";
  const octets = decode(text);
  if (octets === undefined) return "NOT_CANONICAL";
  return octets.length < min || octets.length > max ? "OCTETS_WRONG" : undefined;
}

/** What is wrong with base64url of exactly `octets` random octets, or `undefined`. */
export function findOpaqueIssue(text: string, octets: number): SchemaIssueCode | undefined {
  return (
    findOctetsIssue(text, octets, octets) ?? (isTextInDisguise(text) ? "NOT_RANDOM" : undefined)
  );
}

/**
 * Whether a value that should be random was written by a person or a case system.
 *
 * A case number smuggled into a random reference would identify a case to everyone who knows the
 * numbering. No test can see all of these; this one sees text encoded in base64url, fillers, long
 * runs of digits, and numbers joined by hyphens. Of random values it refuses about one in a
 * million: a sender draws again.
 */
export function isTextInDisguise(text: string): boolean {
  if (text.length < 16) return false;
  if (new Set(text).size <= Math.floor(text.length * 0.4)) return true;
  if (/[0-9]{10}/.test(text)) return true;
  const nonLetters = text.replace(/[A-Za-z]/g, "").length;
  const oneCase = text === text.toLowerCase() || text === text.toUpperCase();
  if (oneCase && nonLetters >= text.length * 0.54) return true;
  const octets = decode(text);
  return octets?.every((octet) => octet === 0 || (octet >= 0x20 && octet < 0x7f)) ?? false;
}

function decode(text: string): Uint8Array | undefined {
  try {
    return decodeBase64url(text);
  } catch {
    // The only error is BASE64URL_MALFORMED, and the caller has its own code for it.
    return undefined;
  }
}
