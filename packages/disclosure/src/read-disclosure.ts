import {
  CoreError,
  decodeBase64urlText,
  type Json,
  parseJson,
  sha256Base64url,
} from "@safepassage/core";
import { DisclosureError, type DisclosureErrorCode } from "./disclosure-error.ts";
import { isSdName } from "./reserved-names.ts";

/** A disclosure as it was received. It is worth nothing until its digest is found. */
export interface ParsedDisclosure {
  /** Base64url text as received; the digest is over these characters. */
  readonly text: string;
  /** The JSON text that `text` encodes; as base64url is canonical, each has one form of the other. */
  readonly json: string;
  /** SHA-256, 43 characters of base64url. */
  readonly digest: string;
  readonly salt: string;
  /** Claim name, or `undefined` for an array element. */
  readonly name: string | undefined;
  readonly value: Json;
  /**
   * Whether the value is a text without escapes, a truth value or 0, and `json` the only way to
   * write it: its canonical form (RFC 8785).
   */
  readonly plain: boolean;
}

/**
 * Reads one disclosure.
 *
 * @throws {@link DisclosureError} with the code of what is wrong with its shape.
 * @see RFC 9901, Sections 4.2.1 to 4.2.3
 */
export function readDisclosure(text: string, maxDepth: number): ParsedDisclosure {
  const json = decode(text);
  return readPlain(text, json) ?? readAny(text, json, maxDepth);
}

/**
 * Reads a disclosure of the one form that most have, and whose reading holds no surprise; any
 * other is left to {@link readAny}, which would read this one alike in three times the time.
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
    // The array around salt, name and value is a level of its own, and so are placeholders.
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
 * Salt, name if any, and value. As the name begins with a letter, it is none that is reserved. In
 * text decoded from UTF-8 no surrogate is alone, and nothing here is an escape.
 */
const PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON admits none of them in a text.
  /^\["([A-Za-z0-9_-]+)",(?:"([A-Za-z][A-Za-z0-9_.-]*)",)?(?:"([^"\\\u0000-\u001f]*)"|(true|false|0))\]$/;
/** Characters up to which one pattern is worth the attempt. */
const MAX_PLAIN = 512;
