import { isJsonObject, type Json, parseJson } from "@safepassage/core";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";
import { type Hints, inFile, readText } from "./read-input.ts";

/** A receipt and where it stood, in words. */
export interface PlacedReceipt {
  readonly receipt: string;
  /** File, and which receipt of how many in it. */
  readonly place: string;
}

/** What files of receipts hold. */
export interface ReceiptFiles {
  readonly receipts: readonly PlacedReceipt[];
  /** Messages that stood beside receipts, as a gateway gives them. */
  readonly messages: readonly { readonly jwt: string; readonly path: string }[];
}

/** Reads receipts: one a line, or a gateway's evidence. */
export async function readReceipts(io: Io, paths: readonly string[]): Promise<ReceiptFiles> {
  const receipts: PlacedReceipt[] = [];
  const messages: { jwt: string; path: string }[] = [];
  for (const path of paths) {
    const text = await readText(io, path);
    const json = text.startsWith("{") ? jsonIn(path, text) : undefined;
    const found = json === undefined ? text.split(/\s+/).filter(Boolean) : receiptsOf(json);
    if (found === undefined) throw new CliError("CLI_NOT_RECEIPTS", path);
    const jwt = json === undefined ? undefined : jwtOf(json);
    if (jwt !== undefined) messages.push({ jwt, path });
    found.forEach((receipt, index) => {
      receipts.push({ receipt, place: `${path}, receipt ${index + 1} of ${found.length}` });
    });
  }
  if (receipts.length === 0) throw new CliError("CLI_NOTHING_TO_VERIFY", paths.join(" "));
  return { receipts, messages };
}

/**
 * Reads the issuer-signed JWT of a message: bare, as the first part of a whole SD-JWT, or in what
 * `issue --keep` or a gateway's evidence holds.
 */
export async function readSignedMessage(io: Io, path: string): Promise<string> {
  const text = await readText(io, path);
  const jwt = text.startsWith("{") ? jwtOf(jsonIn(path, text)) : text.split("~", 1)[0];
  if (jwt === undefined || !JWT.test(jwt)) throw new CliError("CLI_NOT_SIGNED", path);
  return jwt;
}

/** What to do where something signed does not hold, for whoever relies on it. */
export function evidenceHints(what: "receipt" | "message"): Hints {
  const broken = `It is cut, or no ${what}: ask either agency for it again.`;
  return {
    JWS_SIGNATURE_INVALID: `This ${what} was changed, or another key signed it: do not rely on it.`,
    JWS_MALFORMED: broken,
    JWS_HEADER_INVALID: broken,
    JWS_TOO_LARGE: broken,
    BASE64URL_MALFORMED: broken,
    JSON_MALFORMED: broken,
    JWS_TYPE_WRONG: `It is signed, but it is no ${what}: ask either agency for it again.`,
    RECEIPT_INVALID: "It is signed, but says not what a receipt says: do not rely on it.",
    RECEIPT_MISMATCH: "It proves nothing about this message: do not rely on it.",
    MESSAGE_CLAIMS_INVALID: "It is signed, but is no message of this version of the protocol.",
    MESSAGE_TEST_MISMATCH: "A test message needs a test registry, a real one the real registry.",
    TRUST_AGENCY_UNKNOWN: "Check that the registry is whole and your own; it has no such agency.",
    TRUST_KEY_UNKNOWN: `No key of that agency signed this ${what}: do not rely on it.`,
    TRUST_KEY_NOT_IN_FORCE: `The key was not in force when this ${what} says it was signed.`,
    TRUST_KEY_COMPROMISED: `The key was stolen: this ${what} counts only if others prove its time.`,
  };
}

const jsonIn = (path: string, text: string): Json =>
  inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 8 }));

function receiptsOf(json: Json): readonly string[] | undefined {
  const receipts = isJsonObject(json) ? json["receipts"] : undefined;
  const isList =
    Array.isArray(receipts) && receipts.every((one): one is string => typeof one === "string");
  return isList ? receipts : undefined;
}

function jwtOf(json: Json): string | undefined {
  const jwt = isJsonObject(json) ? json["jwt"] : undefined;
  return typeof jwt === "string" ? jwt : undefined;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
