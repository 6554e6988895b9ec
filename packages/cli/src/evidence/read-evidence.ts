import { isJsonObject, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind, requireKind } from "../read/needs.ts";
import {
  inFile,
  type JsonText,
  LOCAL,
  parseRecord,
  readText,
  splitRecords,
} from "../read/read-input.ts";
import { typeOf } from "../read/unverified-claim.ts";

/** A receipt and where it was found, in words. */
export interface PlacedReceipt {
  readonly receipt: string;
  /** File, and which receipt of how many in it. */
  readonly place: string;
}

/** A signed message with its disclosures, and where it was found. */
export interface PlacedWhole {
  readonly sdJwt: string;
  readonly place: string;
}

/** A signed message and the receipts given for it. */
export interface PlacedEvidence {
  readonly jwt: string;
  /** Digest that the file states beside it. */
  readonly digest?: string | undefined;
  /** The whole message, where files have it: that of a certificate says what was erased. */
  readonly wholes: readonly PlacedWhole[];
  readonly place: string;
  /** The folder that was given, where it was found in one. */
  readonly folder?: string;
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
  /** Those of the given paths that are folders. A file in one may be there by chance, while a named file is meant. */
  readonly folders: readonly string[];
}

/** What one file holds, in its order. */
type Found = PlacedEvidence | PlacedReceipt | LeftOut;

/**
 * Reads receipts one a line, signed messages, and the evidence of gateways. In folders it reads the files
 * whose names match {@link EVIDENCE}, and passes over those without evidence.
 *
 * @param message - A file that holds a signed message.
 * @throws CliError `CLI_NOT_RECEIPTS`, `CLI_NOTHING_TO_VERIFY`, `CLI_NOT_SIGNED`
 */
export async function readEvidenceFiles(
  io: Io,
  paths: readonly string[],
  message?: string,
): Promise<EvidenceFiles> {
  const found: Found[] = [];
  const folders = new Set(paths);
  for (const given of paths) {
    for await (const path of io.list(given, EVIDENCE)) {
      const isStray = path !== given;
      if (!isStray) folders.delete(given);
      const read = await readEvidenceFile(io, path, isStray);
      // One by one: a file of short lines may hold more things than a call takes arguments.
      for (const one of read) found.push(isStray ? { ...one, folder: given } : one);
    }
  }
  const messages: PlacedEvidence[] = found.filter((one) => "jwt" in one);
  const receipts = found.filter((one) => "receipt" in one);
  const leftOut = found.filter((one) => "why" in one);
  // What cannot be read may have been evidence: it is told, and not the mistake of who gave its folder.
  const isTold = folders.size > 0 && leftOut.some(({ why }) => why === "unreadable");
  if (receipts.length + messages.length === 0 && !isTold) {
    throw new CliError("CLI_NOTHING_TO_VERIFY", paths.join(" "));
  }
  if (message !== undefined) {
    const kept = await readKept(io, message, "signedMessage");
    messages.unshift({ ...kept, place: message, wholes: [], receipts: [] });
  }
  return { messages, receipts, leftOut, folders: [...folders] };
}

async function readEvidenceFile(io: Io, place: string, isStray: boolean): Promise<Found[]> {
  let text: string;
  try {
    text = await readText(io, place, "evidence");
  } catch (error) {
    if (isStray && error instanceof ProtocolError) return [{ place, why: "unreadable" }];
    throw error;
  }
  const isJson = text.startsWith("{") || text.startsWith("[");
  const found = isJson
    ? asKind(place, text, "evidence", () => readRecords(place, splitRecords(place, text), isStray))
    : readWords(place, text, isStray);
  if (found.length > 0) return found;
  return [{ place, why: text === "" ? "unreadable" : "noEvidence" }];
}

/**
 * @throws CliError `CLI_NOT_RECEIPTS` if a named file holds no evidence, `CLI_NOTHING_TO_VERIFY` if it has more records, or things in
 *   them, than it could have receipts.
 */
function readRecords(place: string, records: Iterable<JsonText>, isStray: boolean): Found[] {
  const found: Found[] = [];
  let things = 0;
  for (const record of records) {
    for (const one of readRecord(record, isStray)) {
      found.push(one);
      things += 1 + ("jwt" in one ? one.receipts.length : 0);
    }
    if (things > MOST_THINGS) return tooMany(place, isStray);
  }
  const [first] = found;
  if (!isStray && first !== undefined && found.every((one) => "why" in one)) {
    throw new CliError("CLI_NOT_RECEIPTS", first.place);
  }
  return found;
}

function readRecord(record: JsonText, isStray: boolean): readonly Found[] {
  const { place } = record;
  const json = isStray ? tryRecord(record) : parseRecord(record);
  if (json === undefined) return [{ place, why: "unreadable" }];
  if (!Array.isArray(json)) return readOne(json, place, isStray);
  const found = json.flatMap((one: Json, index) =>
    readOne(one, `${place}, entry ${index + 1} of ${json.length}`, isStray),
  );
  // A list of something else is one thing.
  return found.every((one) => "why" in one) ? [{ place, why: "noEvidence" }] : found;
}

/** Reads what a gateway shows of one message. */
function readOne(json: Json, place: string, isStray: boolean): readonly Found[] {
  const jwt = jwtOf(json);
  // A message alone, as `issue --keep` wrote it: verified in a folder, a slip if named.
  const isBare = isStray && jwt !== undefined && isMessage(jwt, typeOf(jwt));
  const list = receiptsOf(json) ?? (isBare ? [] : undefined);
  if (list === undefined) return [{ place, why: "noEvidence" }];
  const receipts = placed(list, place);
  return jwt === undefined
    ? receipts
    : [{ jwt, digest: digestIn(json), wholes: wholesIn(wholeIn(json), place), place, receipts }];
}

/**
 * Reads messages and receipts in text form. In a folder, other texts are skipped.
 *
 * @throws CliError `CLI_NOTHING_TO_VERIFY` if a named file has more words than it could have receipts.
 */
function readWords(place: string, text: string, isStray: boolean): Found[] {
  const all = text.split(/\s+/, MOST_THINGS + 1);
  if (all.length > MOST_THINGS) return tooMany(place, isStray);
  if (!isStray) requireKind(place, text, "evidence");
  const others = isStray ? OTHER_TYPES : REGISTRY;
  // The type of each is read once: that of a word that has none takes longest.
  const words = all
    .map((word) => ({ word, type: word === "" ? undefined : typeOf(word) }))
    .filter(({ word, type }) => word !== "" && !others.has(type));
  const signed = isStray ? words.filter(({ word }) => word.startsWith(JWS_START)) : words;
  const { messages = [], receipts = [] } = Object.groupBy(signed, ({ word, type }) =>
    isMessage(word, type) ? "messages" : "receipts",
  );
  const found: Found[] = messages.map(({ word }) => ({
    ...{ jwt: word.split("~", 1)[0] ?? "", place, receipts: [] },
    wholes: wholesIn(word, place),
  }));
  for (const one of placed(
    receipts.map(({ word }) => word),
    place,
  ))
    found.push(one);
  const strays = words.length - signed.length;
  const strayPlace = signed.length === 0 ? place : `${place}, ${strays} words`;
  if (strays > 0) found.push({ place: strayPlace, why: "unreadable" });
  return found;
}

/** More than a file can have receipts. Whatever it is, each of its things would be read and told. */
function tooMany(place: string, isStray: boolean): Found[] {
  if (!isStray) throw new CliError("CLI_NOTHING_TO_VERIFY", place);
  return [{ place, why: "unreadable" }];
}

function tryRecord(record: JsonText): Json | undefined {
  try {
    return parseRecord(record);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Reads the issuer-signed JWT of a message: bare, as the first part of a whole SD-JWT, or in what
 * `issue --keep` or a gateway's evidence holds.
 */
export async function readSignedMessage(io: Io, path: string): Promise<string> {
  return (await readKept(io, path, "evidenceOf")).jwt;
}

async function readKept(
  io: Io,
  path: string,
  need: "signedMessage" | "evidenceOf",
): Promise<Pick<PlacedEvidence, "jwt" | "digest">> {
  const text = await readText(io, path, need);
  return asKind(path, text, need, () => {
    const json = text.startsWith("{") ? jsonIn(path, text) : undefined;
    const jwt = json === undefined ? text.split("~", 1)[0] : jwtOf(json);
    if (jwt === undefined || !JWT.test(jwt)) throw new CliError("CLI_NOT_SIGNED", path);
    if (json === undefined) requireKind(path, text, need);
    return { jwt, digest: json === undefined ? undefined : digestIn(json) };
  });
}

/** Whether a text of a type claims to be a message, whole or its signed part. */
const isMessage = (text: string, type: Json | undefined): boolean =>
  text.includes("~") || type === "spp-message+sd-jwt";

const jsonIn = (path: string, text: string): Json =>
  inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 8 }), LOCAL);

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

/** A gateway shows certificates whole. */
function wholeIn(json: Json): string | undefined {
  const sdJwt = isJsonObject(json) ? json["sdJwt"] : undefined;
  return typeof sdJwt === "string" ? sdJwt : undefined;
}

/** A signed part alone says nothing of its content, with a tilde behind it or without. */
const wholesIn = (sdJwt: string | undefined, place: string): readonly PlacedWhole[] =>
  sdJwt !== undefined && /~./.test(sdJwt) ? [{ sdJwt, place }] : [];

/** A gateway's answer names its message. */
function digestIn(json: Json): string | undefined {
  const digest = isJsonObject(json) ? json["digest"] : undefined;
  return typeof digest === "string" ? digest : undefined;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const JWS_START = "eyJ";
/** As many words as JSON may have values. The largest file has room for a tenth as many receipts. */
const MOST_THINGS = 65_536;
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
