import { isJsonObject, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { inFile, type JsonText, parseRecord, readText, splitRecords } from "../read/read-input.ts";
import { typeOf } from "./unverified-claim.ts";

/** A receipt and where it was found, in words. */
export interface PlacedReceipt {
  readonly receipt: string;
  /** File, and which receipt of how many in it. */
  readonly place: string;
}

/** A signed message and the receipts given for it. */
export interface PlacedEvidence {
  readonly jwt: string;
  readonly place: string;
  readonly receipts: readonly PlacedReceipt[];
}

/** Something that was not taken for evidence. */
export interface LeftOut {
  readonly place: string;
  /** Something unreadable may have been evidence. */
  readonly why: "noEvidence" | "unreadable";
}

/** What files of evidence hold. */
export interface EvidenceFiles {
  /** Messages with the receipts found beside them. */
  readonly messages: readonly PlacedEvidence[];
  /** Receipts that stood alone. */
  readonly receipts: readonly PlacedReceipt[];
  readonly leftOut: readonly LeftOut[];
  /** Whether any file came from a folder: it may be there by chance, while a named file is meant. */
  readonly isFolder: boolean;
}

/**
 * Reads receipts one a line, signed messages, and the evidence of gateways. In folders it reads the files
 * whose names match {@link EVIDENCE}, and passes over those without evidence.
 *
 * @throws CliError `CLI_NOT_RECEIPTS`, `CLI_NOTHING_TO_VERIFY`
 */
export async function readEvidenceFiles(io: Io, paths: readonly string[]): Promise<EvidenceFiles> {
  const messages: PlacedEvidence[] = [];
  const receipts: PlacedReceipt[] = [];
  const leftOut: LeftOut[] = [];
  let isFolder = false;
  for (const given of paths) {
    for await (const path of io.list(given, EVIDENCE)) {
      isFolder ||= path !== given;
      const found = await readEvidenceFile(io, path, path !== given);
      messages.push(...found.messages);
      receipts.push(...found.receipts);
      leftOut.push(...found.leftOut);
    }
  }
  if (receipts.length + messages.length === 0) {
    throw new CliError("CLI_NOTHING_TO_VERIFY", paths.join(" "));
  }
  return { messages, receipts, leftOut, isFolder };
}

type FoundEvidence = Omit<EvidenceFiles, "isFolder">;

async function readEvidenceFile(io: Io, path: string, isStray: boolean): Promise<FoundEvidence> {
  let text: string;
  try {
    text = await readText(io, path);
  } catch (error) {
    if (isStray && error instanceof ProtocolError) return nothingIn(path, "unreadable");
    throw error;
  }
  const isJson = text.startsWith("{") || (isStray && text.startsWith("["));
  const found = isJson
    ? readRecords(splitRecords(path, text), isStray)
    : readWords(path, text, isStray);
  if (found.messages.length + found.receipts.length + found.leftOut.length > 0) return found;
  return nothingIn(path, text === "" ? "unreadable" : "noEvidence");
}

/** @throws CliError `CLI_NOT_RECEIPTS` if a named file holds no evidence. */
function readRecords(records: readonly JsonText[], isStray: boolean): FoundEvidence {
  const messages: PlacedEvidence[] = [];
  const receipts: PlacedReceipt[] = [];
  const leftOut: LeftOut[] = [];
  for (const record of records) {
    const { place } = record;
    const json = isStray ? tryRecord(record) : parseRecord(record);
    const jwt = json === undefined ? undefined : jwtOf(json);
    // A message alone, as `issue --keep` wrote it: verified in a folder, a slip if named.
    const isBare = isStray && jwt !== undefined && isMessage(jwt);
    const list = (json === undefined ? undefined : receiptsOf(json)) ?? (isBare ? [] : undefined);
    if (json === undefined) leftOut.push({ place, why: "unreadable" });
    else if (list === undefined) leftOut.push({ place, why: "noEvidence" });
    else {
      const found = placed(list, place);
      if (jwt === undefined) receipts.push(...found);
      else messages.push({ jwt, place, receipts: found });
    }
  }
  const [first] = leftOut;
  if (!isStray && first !== undefined && messages.length + receipts.length === 0) {
    throw new CliError("CLI_NOT_RECEIPTS", first.place);
  }
  return { messages, receipts, leftOut };
}

/** Reads messages and receipts in text form. In a folder, other texts are skipped. */
function readWords(path: string, text: string, isStray: boolean): FoundEvidence {
  const others = isStray ? OTHER_TYPES : REGISTRY;
  const words = text.split(/\s+/).filter((word) => word !== "" && !others.has(typeOf(word)));
  const signed = isStray ? words.filter((word) => word.startsWith(JWS_START)) : words;
  const messages = signed.filter(isMessage).map((word) => ({
    jwt: word.split("~", 1)[0] ?? "",
    place: path,
    receipts: [],
  }));
  const strays = words.length - signed.length;
  const place = signed.length === 0 ? path : `${path}, ${strays} words`;
  return {
    messages,
    receipts: placed(
      signed.filter((word) => !isMessage(word)),
      path,
    ),
    leftOut: strays === 0 ? [] : [{ place, why: "unreadable" }],
  };
}

function tryRecord(record: JsonText): Json | undefined {
  try {
    return parseRecord(record);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const nothingIn = (place: string, why: LeftOut["why"]): FoundEvidence => ({
  messages: [],
  receipts: [],
  leftOut: [{ place, why }],
});

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

/** Whether a text claims to be a message, whole or its signed part. */
const isMessage = (text: string): boolean =>
  text.includes("~") || typeOf(text) === "spp-message+sd-jwt";

const jsonIn = (path: string, text: string): Json =>
  inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 8 }));

/** Finds receipts given as texts, or as a gateway gives them: each in the `jwt` of an object. */
function receiptsOf(json: Json): readonly string[] | undefined {
  const receipts = isJsonObject(json) ? json["receipts"] : undefined;
  if (!Array.isArray(receipts)) return undefined;
  const texts = receipts.map((one: Json) => (typeof one === "string" ? one : jwtOf(one)));
  return texts.every((one) => one !== undefined) ? texts : undefined;
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
const JWS_START = "eyJ";
const REGISTRY: ReadonlySet<unknown> = new Set(["spp-registry+jwt"]);
/** Types of other signed files that may lie beside evidence in a folder. */
const OTHER_TYPES = new Set([
  ...REGISTRY,
  "spp-agreement+jws",
  "spp-authorisation+jwt",
  "spp-consent+jwt",
  "spp-epochs+jwt",
]);
/** Names of the files of a folder that are read. */
const EVIDENCE = /\.(json|jsonl|ndjson|jwt|txt)$/;
