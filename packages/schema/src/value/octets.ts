import { encodeBase64url, isBase64url } from "@safepassage/core";
import type { TextIssue } from "./fault.ts";

/** What is wrong with base64url of `min` to `max` octets, or `undefined`. */
export function findOctetsIssue(text: string, min: number, max: number): TextIssue {
  // Length first: a text of megabytes is not decoded to learn that it is too long.
  if (text.length > Math.ceil((max * 4) / 3) + 3) return "OCTETS_WRONG";
  if (!isBase64url(text)) return "NOT_CANONICAL";
  const octets = Math.floor((text.length * 3) / 4);
  if (octets < min || octets > max) return "OCTETS_WRONG";
  // A digest or a sealed text never reads as a sentence.
  return octets >= 16 && isPrintable(text) ? "NOT_RANDOM" : undefined;
}

/** What is wrong with base64url of exactly `octets` random octets, or `undefined`. */
export function findOpaqueIssue(text: string, octets: number): TextIssue {
  const issue = findOctetsIssue(text, octets, octets);
  if (issue !== undefined) return issue;
  // With 16 octets and more, the line above has already ruled out plain text.
  const isDisguised = octets >= 16 ? looksWritten(text) : isTextInDisguise(text);
  return isDisguised ? "NOT_RANDOM" : undefined;
}

/** Source of random octets: returns as many as asked for. */
export type RandomOctets = (length: number) => Uint8Array;

/** Draws an id of 128 random bits, for groups, case references, pseudonyms and exchanges. */
export function randomId(
  random: RandomOctets = (length) => crypto.getRandomValues(new Uint8Array(length)),
): string {
  // A few in a million look like written words, and would be refused as such.
  for (let attempt = 0; attempt < 64; attempt++) {
    const id = encodeBase64url(random(16));
    if (!isTextInDisguise(id)) return id;
  }
  throw new RangeError("the source of randomness is not random");
}

/** Whether a text may be the id of a group: 128 random bits. */
export const isGroupId = (text: string): boolean => findOpaqueIssue(text, 16) === undefined;

/**
 * A random UUID, version 4.
 *
 * About one in a million looks as if a person wrote it and would be refused. It is drawn again.
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
export function findUuidIssue(text: string): TextIssue {
  // UUID_V4, place by place: the expression takes several times as long.
  if (text.length !== UUID_PLACES.length) return "PATTERN_MISMATCH";
  // One bit for each digit that was drawn at random.
  let signs = 0;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    const admitted = UUID_PLACES[place] as number;
    const bit = HEX_BITS[code] ?? 0;
    if (admitted === 0 ? code !== HYPHEN : (bit & admitted) === 0) return "PATTERN_MISMATCH";
    if (admitted === ANY_DIGIT) signs |= bit;
  }
  // One random UUID in a million has digits only; one in a billion has so few different signs.
  return signs <= DECIMAL_DIGITS || countBits(signs) < 7 ? "NOT_RANDOM" : undefined;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Three or more words and numbers, joined by hyphens or underscores: `Oksana-Kyiv-1998-caseA`. */
const WORDS = (() => {
  const word = "(?:[A-Z]?[a-z]+[A-Z]?|[A-Z]+|[0-9]+)";
  return new RegExp(`^${word}(?:[-_]${word}){2,}$`);
})();
/** So many digits in a row do not come up at random. */
const RUN = 10;
const HYPHEN = 0x2d;
const ANY_DIGIT = 0xffff;
const DECIMAL_DIGITS = 0x3ff;
/** By UTF-16 unit: a bit for each hexadecimal digit. */
const HEX_BITS = new Uint16Array(128);
for (const [digit, sign] of [..."0123456789abcdef"].entries()) {
  HEX_BITS[sign.charCodeAt(0)] = 1 << digit;
}
/** By place in a UUID: bits of the digits that may stand there; none for a hyphen. */
const UUID_PLACES = Uint16Array.from("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", (sign) =>
  sign === "-" ? 0 : sign === "4" ? 1 << 4 : sign === "y" ? 0xf00 : ANY_DIGIT,
);

/**
 * Whether a value that should be random was written by a person or a case system.
 *
 * A case number smuggled into a random reference would identify a case to everyone who knows the
 * numbering. No test can see all of these; this one sees text encoded in base64url, fillers, long
 * runs of digits, numbers joined by hyphens, and three or more words and numbers joined by them. It
 * refuses about two random values in a million; a sender then draws again.
 */
export function isTextInDisguise(text: string): boolean {
  if (text.length < 16) return false;
  return looksWritten(text) || isPrintable(text);
}

/**
 * Few different characters, ten digits in a row, one case and more signs than letters, or nothing but
 * words and numbers.
 */
function looksWritten(text: string): boolean {
  return hasLongNumber(text) || isMonotonous(text) || WORDS.test(text);
}

/** Finds ten digits in a row. One of them stands at a tenth place, so only these are looked at. */
function hasLongNumber(text: string): boolean {
  for (let index = RUN - 1; index < text.length; index += RUN) {
    if (!isDigit(text.charCodeAt(index))) continue;
    let from = index;
    while (from > 0 && isDigit(text.charCodeAt(from - 1))) from--;
    let to = index + 1;
    while (to < text.length && isDigit(text.charCodeAt(to))) to++;
    if (to - from >= RUN) return true;
  }
  return false;
}

/** Few different characters, or letters of one case among more signs than letters. */
function isMonotonous(text: string): boolean {
  const few = text.length * 0.4;
  let different = 0;
  let lower = 0;
  let upper = 0;
  // One bit for each character seen; those of base64url have codes from 32 to 127.
  let signs = 0;
  let capitals = 0;
  let smalls = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const bit = 1 << (code & 31);
    if (code < 64) {
      if ((signs & bit) === 0) different++;
      signs |= bit;
    } else if (code < 96) {
      if ((capitals & bit) === 0) different++;
      capitals |= bit;
      if (code >= 0x41 && code <= 0x5a) upper++;
    } else {
      if ((smalls & bit) === 0) different++;
      smalls |= bit;
      if (code >= 0x61) lower++;
    }
    // A random text gets here after some ten characters.
    if (lower > 0 && upper > 0 && different > few) return false;
  }
  return different <= few || text.length - lower - upper >= text.length * 0.54;
}

/** Octets that are all printable ASCII, or zeros that fill up such a text. */
function isPrintable(text: string): boolean {
  // Octet by octet: with random values one of the first is not printable.
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

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const isTextOctet = (octet: number): boolean => octet === 0 || (octet >= 0x20 && octet < 0x7f);

export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Values of the signs, by UTF-16 unit. */
const SEXTETS = new Int8Array(128).fill(-1);
for (const [value, sign] of [...SIGNS].entries()) SEXTETS[sign.charCodeAt(0)] = value;
