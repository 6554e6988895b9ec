import {
  CoreError,
  decodeBase64urlText,
  type Json,
  parseJson,
  sha256Base64url,
} from "@safepassage/core";
import { isSdName } from "./disclosable.ts";
import { DisclosureError, type DisclosureErrorCode } from "./disclosure-error.ts";

/** A disclosure as received. It proves nothing until its digest is found in the signed payload. */
export interface ParsedDisclosure {
  /** Base64url text as received; the digest is over these characters. */
  readonly text: string;
  /** The JSON text that `text` encodes. Because the base64url is canonical, each determines the other. */
  readonly json: string;
  /** SHA-256, 43 characters of base64url. */
  readonly digest: string;
  readonly salt: string;
  /** Claim name, or `undefined` for an array element. */
  readonly name: string | undefined;
  readonly value: Json;
  /**
   * Whether the value is a string without escapes, a boolean or 0. Then `json` is its canonical form
   * (RFC 8785).
   */
  readonly plain: boolean;
}

/**
 * Reads one disclosure.
 *
 * @see RFC 9901, Sections 4.2.1 to 4.2.3
 */
export function readDisclosure(text: string, maxDepth: number): ParsedDisclosure {
  const json = decode(text);
  return readPlain(text, json) ?? readAny(text, json, maxDepth);
}

/**
 * Reads a disclosure in the simple form that most have. For any other, {@link readAny} is needed, which
 * would give the same result for this form in three times the time.
 */
function readPlain(text: string, json: string): ParsedDisclosure | undefined {
  const match = json.length <= MAX_PLAIN ? PLAIN.exec(json) : null;
  if (match === null) return undefined;
  const [, salt = "", name, word, literal] = match;
  const value = word ?? (literal === "0" ? 0 : literal === "true");
  return { text, json, digest: sha256Base64url(text), salt, name, value, plain: true };
}

function readAny(text: string, json: string, maxDepth: number): ParsedDisclosure {
  const parts = readParts(json, maxDepth);
  const [salt] = parts;
  if (typeof salt !== "string") {
    throw new DisclosureError("DISCLOSURE_SALT_NOT_STRING", "the salt is not a string");
  }
  if (salt === "") throw new DisclosureError("DISCLOSURE_SALT_EMPTY", "the salt is empty");

  const digest = sha256Base64url(text);
  if (parts.length === 2) {
    return { text, json, digest, salt, name: undefined, value: parts[1] as Json, plain: false };
  }
  const name = parts[1];
  if (typeof name !== "string") {
    throw new DisclosureError("DISCLOSURE_NAME_NOT_STRING", "the name is not a string");
  }
  if (isSdName(name)) {
    throw new DisclosureError("DISCLOSURE_NAME_RESERVED", "the name is reserved");
  }
  if (name === "__proto__") {
    throw new DisclosureError("DISCLOSURE_NAME_FORBIDDEN", "the name is __proto__");
  }
  return { text, json, digest, salt, name, value: parts[2] as Json, plain: false };
}

function decode(text: string): string {
  if (text === "") throw new DisclosureError("DISCLOSURE_EMPTY", "a disclosure is empty");
  try {
    return decodeBase64urlText(text);
  } catch (cause) {
    throw undecodable(cause);
  }
}

function readParts(json: string, maxDepth: number): readonly Json[] {
  let parts: Json;
  try {
    // One more level for the array around salt, name and value, and one for placeholders.
    parts = parseJson(json, { maxDepth: maxDepth + 2 });
  } catch (cause) {
    throw undecodable(cause);
  }
  if (!Array.isArray(parts)) {
    throw new DisclosureError("DISCLOSURE_NOT_ARRAY", "a disclosure is not an array");
  }
  if (parts.length !== 2 && parts.length !== 3) {
    throw new DisclosureError("DISCLOSURE_LENGTH_WRONG", `${parts.length} elements`);
  }
  return parts;
}

function undecodable(cause: unknown): unknown {
  if (!(cause instanceof CoreError)) return cause;
  return new DisclosureError(codeFor(cause), "a disclosure cannot be decoded", { cause });
}

function codeFor(cause: CoreError): DisclosureErrorCode {
  if (cause.code === "BASE64URL_MALFORMED") return "DISCLOSURE_ENCODING_INVALID";
  return cause.code === "JSON_TOO_DEEP" ? "DISCLOSURE_TOO_DEEP" : "DISCLOSURE_JSON_INVALID";
}

/**
 * Matches salt, optional name and value. A name that begins with a letter is not reserved. Text decoded
 * from UTF-8 has no lone surrogates, and this pattern admits no escapes that could add one.
 */
const PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
  /^\["([A-Za-z0-9_-]+)",(?:"([A-Za-z][A-Za-z0-9_.-]*)",)?(?:"([^"\\\u0000-\u001f]*)"|(true|false|0))\]$/;
/** Longest JSON text, in characters, for which the pattern is tried. */
const MAX_PLAIN = 512;
