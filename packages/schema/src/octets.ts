import { isBase64url } from "@safepassage/core";
import type { SchemaIssueCode } from "./issue.ts";

/** What is wrong with base64url of `min` to `max` octets, or `undefined`. */
export function findOctetsIssue(
  text: string,
  min: number,
  max: number,
): SchemaIssueCode | undefined {
  // Length first: a text of megabytes is not decoded to learn that it is too long.
  if (text.length > Math.ceil((max * 4) / 3) + 3) return "OCTETS_WRONG";
  if (!isBase64url(text)) return "NOT_CANONICAL";
  const octets = Math.floor((text.length * 3) / 4);
  if (octets < min || octets > max) return "OCTETS_WRONG";
  // What should be a digest or a sealed text is never a sentence.
  return octets >= 16 && isPrintable(text) ? "NOT_RANDOM" : undefined;
}

/** What is wrong with base64url of exactly `octets` random octets, or `undefined`. */
export function findOpaqueIssue(text: string, octets: number): SchemaIssueCode | undefined {
  const issue = findOctetsIssue(text, octets, octets);
  if (issue !== undefined) return issue;
  // Of 16 octets and more it is known by now that they are no plain text.
  const isDisguised = octets >= 16 ? looksWritten(text) : isTextInDisguise(text);
  return isDisguised ? "NOT_RANDOM" : undefined;
}

/**
 * A random UUID, version 4.
 *
 * About one in a million looks as if somebody had written it, and would be refused for that: it is
 * drawn again.
 *
 * @see RFC 9562, Section 5.4
 */
export function randomUuid(draw: () => string = () => crypto.randomUUID()): string {
  let uuid: string;
  do uuid = draw();
  while (findUuidIssue(uuid) !== undefined);
  return uuid;
}

/**
 * What is wrong with a random UUID, or `undefined`.
 *
 * @see RFC 9562, Section 5.4
 */
export function findUuidIssue(text: string): SchemaIssueCode | undefined {
  if (!UUID_V4.test(text)) return "PATTERN_MISMATCH";
  // Of random ones, one in a million has digits only, and one in a billion as few different signs.
  return isUuidWritten(text) ? "NOT_RANDOM" : undefined;
}

/** Whether the signs drawn at random, all but hyphens, version and variant, look written. */
function isUuidWritten(text: string): boolean {
  let hasLetter = false;
  // One bit for each hexadecimal digit: 0 to 9 have codes from 48, a to f from 97.
  let signs = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === HYPHEN || index === VERSION_AT || index === VARIANT_AT) continue;
    const isLetter = code >= 97;
    hasLetter ||= isLetter;
    signs |= 1 << (isLetter ? code - 87 : code - 48);
  }
  return !hasLetter || countBits(signs) < 7;
}

const HYPHEN = 0x2d;
const VERSION_AT = 14;
const VARIANT_AT = 19;

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
  return looksWritten(text) || isPrintable(text);
}

/** Few different characters, ten digits in a row, or one case and more signs than letters. */
function looksWritten(text: string): boolean {
  let lower = 0;
  let upper = 0;
  let run = 0;
  // One bit for each character seen; those of base64url have codes from 32 to 127.
  let signs = 0;
  let capitals = 0;
  let smalls = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const bit = 1 << (code & 31);
    if (code < 64) signs |= bit;
    else if (code < 96) capitals |= bit;
    else smalls |= bit;
    run = code >= 0x30 && code <= 0x39 ? run + 1 : 0;
    if (run >= 10) return true;
    if (code >= 0x61) lower += 1;
    else if (code >= 0x41 && code <= 0x5a) upper += 1;
  }
  const different = countBits(signs) + countBits(capitals) + countBits(smalls);
  if (different <= text.length * 0.4) return true;
  const letters = lower + upper;
  return (lower === 0 || upper === 0) && text.length - letters >= text.length * 0.54;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Octets that are all printable ASCII, or zeros that fill up such a text. */
function isPrintable(text: string): boolean {
  // Octet by octet: one of the first settles nearly all random values.
  let word = 0;
  let bits = 0;
  for (let index = 0; index < text.length; index++) {
    word = ((word << 6) | (SEXTETS[text.charCodeAt(index)] ?? -1)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (!isTextOctet((word >> bits) & 0xff)) return false;
  }
  return true;
}

const isTextOctet = (octet: number): boolean => octet === 0 || (octet >= 0x20 && octet < 0x7f);

export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Values of the signs, by UTF-16 unit; of what is no sign nothing is asked. */
const SEXTETS = new Int8Array(128).fill(-1);
for (const [value, sign] of [...SIGNS].entries()) SEXTETS[sign.charCodeAt(0)] = value;
