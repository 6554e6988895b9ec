import {
  decodeBase64urlText,
  isJsonObject,
  type Json,
  ProtocolError,
  parseJson,
  sha256Base64url,
} from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";
import { type Hints, inFile, readJsonRecords, readText } from "./read-input.ts";

/** A receipt and where it stood, in words. */
export interface PlacedReceipt {
  readonly receipt: string;
  /** File, and which receipt of how many in it. */
  readonly place: string;
}

/** A signed message, and the receipts that are shown for it. */
export interface PlacedEvidence {
  readonly jwt: string;
  readonly place: string;
  readonly receipts: readonly PlacedReceipt[];
}

/** What files of evidence hold. */
export interface EvidenceFiles {
  /** Messages, with the receipts that stood beside them. */
  readonly messages: readonly PlacedEvidence[];
  /** Receipts that stood alone. */
  readonly receipts: readonly PlacedReceipt[];
  /** Files of a folder that hold neither. */
  readonly leftOut: readonly string[];
}

/**
 * Reads receipts one a line, signed messages, and the evidence of gateways; of folders the files
 * whose names end as {@link EVIDENCE}.
 *
 * @throws CliError `CLI_NOT_RECEIPTS`, `CLI_NOTHING_TO_VERIFY`
 */
export async function readEvidenceFiles(io: Io, paths: readonly string[]): Promise<EvidenceFiles> {
  const messages: PlacedEvidence[] = [];
  const receipts: PlacedReceipt[] = [];
  const leftOut: string[] = [];
  for (const given of paths) {
    for await (const path of io.list(given, EVIDENCE)) {
      const found = await readEvidenceFile(io, path);
      if (found.messages.length + found.receipts.length > 0) {
        messages.push(...found.messages);
        receipts.push(...found.receipts);
        // In a folder lies what lies there; a file that was named is meant.
      } else if (path !== given) leftOut.push(path);
      else if (found.isJson) throw new CliError("CLI_NOT_RECEIPTS", path);
    }
  }
  if (receipts.length + messages.length === 0) {
    throw new CliError("CLI_NOTHING_TO_VERIFY", paths.join(" "));
  }
  return { messages, receipts, leftOut };
}

async function readEvidenceFile(
  io: Io,
  path: string,
): Promise<Pick<EvidenceFiles, "messages" | "receipts"> & { readonly isJson: boolean }> {
  const text = await readText(io, path);
  const messages: PlacedEvidence[] = [];
  const receipts: PlacedReceipt[] = [];
  if (text.startsWith("{")) {
    for (const { place, json } of await readJsonRecords(io, path)) {
      const list = receiptsOf(json);
      if (list === undefined) continue;
      const found = placed(list, place);
      const jwt = jwtOf(json);
      if (jwt === undefined) receipts.push(...found);
      else messages.push({ jwt, place, receipts: found });
    }
    return { messages, receipts, isJson: true };
  }
  const texts = text.split(/\s+/).filter((one) => one !== "" && typeOf(one) !== REGISTRY_TYPE);
  const others = texts.filter((one) => !isMessage(one));
  for (const one of texts) {
    if (isMessage(one))
      messages.push({ jwt: one.split("~", 1)[0] ?? "", place: path, receipts: [] });
  }
  return { messages, receipts: placed(others, path), isJson: false };
}

/**
 * Gives each message the receipts that name it, and refuses a receipt that names none of them.
 *
 * What a receipt names is its own word here; each is verified with its message afterwards.
 *
 * @throws CliError `CLI_RECEIPT_OF_NONE`
 */
export function matchReceipts({ messages, receipts }: EvidenceFiles): readonly PlacedEvidence[] {
  const [only, ...others] = messages;
  if (only === undefined) return [];
  if (others.length === 0) {
    return [{ ...only, receipts: [...only.receipts, ...receipts] }];
  }
  const digests = new Map(messages.map((one) => [sha256Base64url(one.jwt), one]));
  const named = Map.groupBy(receipts, ({ receipt }) =>
    digests.get(String(claimOf(receipt, "msg"))),
  );
  const unnamed = named.get(undefined)?.map(({ place }) => place) ?? [];
  if (unnamed.length > 0) throw new CliError("CLI_RECEIPT_OF_NONE", unnamed.join("; "));
  return messages.map((one) => ({
    ...one,
    receipts: [...one.receipts, ...(named.get(one) ?? [])],
  }));
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

/**
 * Verifies something signed, and says what to do where it does not hold.
 *
 * That a key is not in the registry says nothing against a signature that is younger than it.
 */
export function checkSigned<T>(
  { place, text, what }: { place: string; text: string; what: "receipt" | "message" },
  registry: AgencyRegistry,
  work: () => T,
): T {
  try {
    return inFile(place, work, evidenceHints(what));
  } catch (error) {
    const isUnknown = error instanceof ProtocolError && KEY_UNKNOWN.has(error.code);
    const iat = Number(claimOf(text, "iat")) * 1000;
    if (!isUnknown || !(iat > registry.issuedAt.getTime())) throw error;
    const issued = registry.issuedAt.toISOString().slice(0, 10);
    throw new CliError("CLI_REGISTRY_OLDER", `${place}; the registry is of ${issued}`, {
      cause: error,
    });
  }
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

/** A claim that nobody has verified yet. */
const claimOf = (jws: string, name: string): Json | undefined => memberOf(jws, 1, name);

/** A member of header or payload; undefined where the text is no JWS of JSON. */
function memberOf(jws: string, part: 0 | 1, name: string): Json | undefined {
  try {
    const json = parseJson(decodeBase64urlText(jws.split(".", 2)[part] ?? ""));
    return isJsonObject(json) ? json[name] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Whether a text says of itself that it is a message, whole or its signed part. */
const isMessage = (text: string): boolean =>
  text.includes("~") || typeOf(text) === "spp-message+sd-jwt";

/** What a signed text says that it is. */
function typeOf(jws: string): Json | undefined {
  return memberOf(jws, 0, "typ");
}

const jsonIn = (path: string, text: string): Json =>
  inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 8 }));

function receiptsOf(json: Json): readonly string[] | undefined {
  const receipts = isJsonObject(json) ? json["receipts"] : undefined;
  const isList =
    Array.isArray(receipts) && receipts.every((one): one is string => typeof one === "string");
  return isList ? receipts : undefined;
}

const placed = (receipts: readonly string[], path: string): readonly PlacedReceipt[] =>
  receipts.map((receipt, index) => ({
    receipt,
    place: `${path}, receipt ${index + 1} of ${receipts.length}`,
  }));

function jwtOf(json: Json): string | undefined {
  const jwt = isJsonObject(json) ? json["jwt"] : undefined;
  return typeof jwt === "string" ? jwt : undefined;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const KEY_UNKNOWN: ReadonlySet<string> = new Set(["TRUST_KEY_UNKNOWN", "TRUST_AGENCY_UNKNOWN"]);
const REGISTRY_TYPE = "spp-registry+jwt";
/** Files of a folder that are looked into. */
const EVIDENCE = /\.(json|jsonl|ndjson|jwt|txt)$/;
