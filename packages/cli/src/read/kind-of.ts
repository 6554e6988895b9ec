import { decodeUtf8, isJsonObject, type Json, type JsonObject, parseJson } from "@safepassage/core";
import { typeOf } from "./unverified-claim.ts";

/** The kinds of file that people have at hand, in words that follow "is". */
export const KINDS = {
  empty: "an empty file",
  table: "a table (CSV)",
  zip: "a ZIP archive, as spreadsheet programs save one",
  pdf: "a PDF",
  database: "a database (SQLite)",
  backup: "a copy of a gateway's database",
  binary: "no text",
  page: "an HTML page",
  text: "a text that is neither JSON nor signed",
  lines: "JSON Lines: more than one JSON value",
  sealed: "a sealed message",
  signedMessage: "a signed message",
  signedPart: "the signed part of a message, without its disclosures",
  receipts: "a receipt",
  signedRegistry: "a signed registry of agencies",
  publishedEpochs: "a signed list of encryption keys, as an agency publishes it",
  token: "a signed authorisation",
  assertion: "a signed statement of a consent",
  sdJwt: "an SD-JWT, and no message",
  otherJws: "signed, and of no type that this command knows",
  draft: "a draft",
  draftRequest: "a draft request",
  caseRequest: "a request for one case",
  message: "an opened message",
  keptCopy: "a kept copy of a message",
  evidence: "a gateway's evidence of a message",
  importedCase: "a case that import wrote",
  importReport: "the account of an import",
  answer: "what a command printed with --json",
  terms: "terms of an agreement that nobody has signed",
  signedAgreement: "a signed agreement",
  registry: "a registry of agencies",
  signingKey: "a private key to sign with",
  openingKey: "a private key to open messages with",
  publicKey: "a public key",
  publicSealingKey: "a public key to seal to",
  keySet: "a set of keys",
  keptEpochs: "a list of private keys to open messages with",
  consentRecord: "a consent record",
  consent: "a consent as an assertion states it",
  authorisationTerms: "terms of an authorisation",
  statement: "a statement about a case file",
  agencyConfig: "the configuration of an agency",
  history: "a history",
  record: "a record of a store",
} as const;

export type Kind = keyof typeof KINDS;

/**
 * Recognises a file by its form, whatever its name is. Nothing is checked, and nothing of its content is told.
 *
 * @param content - Its octets, its text, or the JSON that it holds.
 * @returns `undefined` for JSON, or a part of it, that is of no known kind.
 */
export function kindOf(content: Uint8Array | Json): Kind | undefined {
  if (content instanceof Uint8Array) return kindOfOctets(content);
  if (typeof content !== "string") return kindOfJson(content);
  const text = content.trim();
  if (text === "") return "empty";
  if (text.startsWith("{") || text.startsWith("[")) return kindOfJsonText(text);
  // A signed or sealed text may stand as a JSON text, as the answer of a program.
  const inside = text.startsWith('"') ? jsonOf(text) : undefined;
  if (typeof inside === "string") return kindOf(inside);
  return kindOfSigned(text.split(/\s/, 1)[0] ?? "") ?? kindOfPlain(text);
}

function kindOfOctets(octets: Uint8Array): Kind | undefined {
  const start = Buffer.from(octets.subarray(0, 4096)).toString("latin1");
  const magic = MAGIC.find(([begin]) => start.startsWith(begin));
  if (magic !== undefined) return magic[1];
  // A text of another encoding is told by its own code.
  if (start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff")) return undefined;
  if (CONTROL.test(start)) return "binary";
  try {
    return kindOf(decodeUtf8(octets));
  } catch {
    return undefined;
  }
}

function kindOfJsonText(text: string): Kind | undefined {
  const json = jsonOf(text);
  if (json !== undefined) return kindOfJson(json);
  const [first = "", ...more] = text.split("\n", 2);
  const line = more.length === 0 ? undefined : jsonOf(first);
  if (line === undefined) return undefined;
  return Array.isArray(line) && line[0] === "head" ? "backup" : "lines";
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 32 });
  } catch {
    return undefined;
  }
}

function kindOfJson(json: Json): Kind | undefined {
  if (typeof json === "string") return kindOf(json);
  if (isJsonObject(json)) return OBJECTS.find(([, isIt]) => isIt(json))?.[0];
  if (!Array.isArray(json)) return undefined;
  const [first] = json;
  if (first === "head") return "backup";
  if (first === undefined || !isJsonObject(first)) return undefined;
  if ("jwk" in first) return "keptEpochs";
  return kindOfJson(first) === "evidence" ? "evidence" : undefined;
}

/** A text in compact form. */
function kindOfSigned(word: string): Kind | undefined {
  if (!word.startsWith("ey")) return undefined;
  const hasDisclosures = word.includes("~");
  if (!hasDisclosures && word.split(".", 6).length === 5) return "sealed";
  const typ = typeOf(word);
  // Perhaps its header is broken.
  if (typeof typ !== "string") return undefined;
  if (hasDisclosures) return typ === MESSAGE ? "signedMessage" : "sdJwt";
  return TYPES.get(typ) ?? "otherJws";
}

function kindOfPlain(text: string): Kind | undefined {
  // Perhaps it was signed, and is broken.
  if (/^(ey|[\w-]+\.[\w-]*\.)/.test(text)) return undefined;
  if (/^<(!doctype|html)/i.test(text)) return "page";
  const [header = "", second] = text.split(/\r?\n/, 2);
  const isTable = second !== undefined && /[,;\t][^,;\t]*[,;\t]/.test(header);
  return isTable ? "table" : "text";
}

const has =
  (...names: readonly string[]) =>
  (json: JsonObject): boolean =>
    names.every((name) => Object.hasOwn(json, name));

const hasOne =
  (...names: readonly string[]) =>
  (json: JsonObject): boolean =>
    names.some((name) => Object.hasOwn(json, name));

function isAgreement({ payload, signatures }: JsonObject): boolean {
  if (typeof payload !== "string" || !Array.isArray(signatures)) return false;
  const [first] = signatures;
  const header = first !== undefined && isJsonObject(first) ? first["protected"] : undefined;
  return typeof header === "string" && typeOf(header) === "spp-agreement+jws";
}

const isPrivate = has("kty", "d");
const opens = ({ crv, use }: JsonObject): boolean => crv === "X25519" || use === "enc";

/** The first that fits counts. */
const OBJECTS: readonly (readonly [Kind, (json: JsonObject) => boolean])[] = [
  ["openingKey", (json) => isPrivate(json) && opens(json)],
  ["signingKey", isPrivate],
  ["publicSealingKey", (json) => has("kty")(json) && opens(json)],
  ["publicKey", has("kty")],
  ["keySet", ({ keys }) => Array.isArray(keys) && keys.every((key) => isJsonObject(key))],
  ["signedAgreement", isAgreement],
  ["registry", ({ agencies }) => Array.isArray(agencies)],
  ["keptCopy", has("sdJwt", "seed")],
  ["evidence", has("jwt", "receipts")],
  ["caseRequest", (json) => has("recipient")(json) && hasOne("case", "asks")(json)],
  ["draftRequest", has("recipient", "messageType")],
  [
    "message",
    ({ clear }) => isJsonObject(clear ?? null) && has("env.digest.body")(clear as JsonObject),
  ],
  ["draft", (json) => PARTS.filter((part) => Object.hasOwn(json, part)).length > 1],
  ["importReport", has("rows", "imported", "mapped")],
  ["importedCase", has("groups", "digest")],
  ["answer", hasOne("judgement", "refused", "account", "report", "verdict", "outcomes")],
  ["answer", has("corrections", "unsent")],
  ["record", has("record")],
  ["consent", has("ref", "subject", "giver")],
  ["consentRecord", has("giver", "purposes")],
  ["terms", ({ parties }) => Array.isArray(parties)],
  ["authorisationTerms", has("kind", "capacity")],
  ["statement", has("evaluation", "names")],
  ["agencyConfig", has("entity", "registry")],
  ["history", hasOne("exchange", "named", "jti")],
];

const PARTS = ["clear", "private", "body"];

const MESSAGE = "spp-message+sd-jwt";
const TYPES: ReadonlyMap<string, Kind> = new Map([
  [MESSAGE, "signedPart"],
  ["spp-receipt+jwt", "receipts"],
  ["spp-registry+jwt", "signedRegistry"],
  ["spp-epochs+jwt", "publishedEpochs"],
  ["spp-authorisation+jwt", "token"],
  ["spp-consent+jwt", "assertion"],
]);

const MAGIC: readonly (readonly [string, Kind])[] = [
  ["PK\x03\x04", "zip"],
  ["%PDF-", "pdf"],
  ["SQLite format 3\0", "database"],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell that something is no text.
const CONTROL = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;
