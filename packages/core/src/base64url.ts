import * as platform from "#platform";
import { CoreError } from "./core-error.ts";

/** Encodes bytes as base64url without padding (RFC 4648, Section 5). */
export function encodeBase64url(bytes: Uint8Array): string {
  return platform.encode(bytes);
}

/** Encodes the UTF-8 form of a text as base64url without padding. */
export function encodeBase64urlText(text: string): string {
  return platform.encodeText(text);
}

/**
 * Decodes canonical base64url: URL alphabet, no padding, no spaces, left-over bits zero.
 *
 * Each octet string has exactly one encoding, so a digest over the text commits to the octets.
 *
 * @throws {@link CoreError} `BASE64URL_MALFORMED`.
 * @see RFC 4648, Section 5
 */
export function decodeBase64url(text: string): Uint8Array {
  const surely = hasCleanEnd(text) ? platform.octetsSurely(text) : undefined;
  if (surely !== undefined) return surely;
  requireBase64url(text);
  return platform.decode(text);
}

/**
 * Decodes canonical base64url whose octets are UTF-8 text.
 *
 * @throws {@link CoreError} `BASE64URL_MALFORMED`, `JSON_BAD_TEXT` for octets that are not UTF-8.
 */
export function decodeBase64urlText(text: string): string {
  const decoded = hasCleanEnd(text) ? platform.decodeSurely(text) : undefined;
  if (decoded !== undefined) return withoutReplacement(decoded, text);
  requireBase64url(text);
  return decodeCheckedText(text);
}

/** {@link decodeBase64urlText} for a text already known to be canonical. */
export function decodeCheckedText(text: string): string {
  return withoutReplacement(platform.decodeToText(text), text);
}

function withoutReplacement(decoded: string, text: string): string {
  // A replacement character means bad UTF-8, or was really sent: only a strict decoder can tell.
  if (decoded.includes("\ufffd")) return decodeUtf8(platform.decode(text));
  return decoded;
}

/** Decodes UTF-8 without replacement. @throws {@link CoreError} `JSON_BAD_TEXT`. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch (cause) {
    throw new CoreError("JSON_BAD_TEXT", "the octets are not UTF-8", { cause });
  }
}

/** Whether a text is canonical base64url, as {@link decodeBase64url} requires it. */
export function isBase64url(text: string): boolean {
  return hasCleanEnd(text) && (platform.isSurelyOfAlphabet(text) || ALPHABET.test(text));
}

/** Checks that a text is canonical base64url. @throws {@link CoreError} `BASE64URL_MALFORMED`. */
export function requireBase64url(text: string): void {
  const fault = findFault(text);
  if (fault !== undefined) throw new CoreError("BASE64URL_MALFORMED", fault);
}

function findFault(text: string): string | undefined {
  if (!ALPHABET.test(text)) return "a character is outside the base64url alphabet";
  if (text.length % 4 === 1) return "the length is impossible";
  return hasCleanEnd(text) ? undefined : "left-over bits of the last character are not zero";
}

/** Whether the left-over bits are zero: the last 4 for a remainder of 2, the last 2 for one of 3. */
function hasCleanEnd(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return true;
  const last = rest === 2 ? LAST_OF_TWO : LAST_OF_THREE;
  return rest !== 1 && last.includes(text.charAt(text.length - 1));
}

const ALPHABET = /^[A-Za-z0-9_-]*$/;
const LAST_OF_TWO = "AQgw";
const LAST_OF_THREE = "AEIMQUYcgkosw048";
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
