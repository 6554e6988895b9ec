import {
  isJsonObject,
  type Json,
  type JsonObject,
  ProtocolError,
  parseJson,
} from "@safepassage/core";
import { CheckError } from "./check-error.ts";
import { type EvidenceTexts, evidenceIn, wordsOfEvidence } from "./evidence-texts.ts";
import { headerOf } from "./jws-claims.ts";

/** What was given, by its kind. Nothing in it is verified. */
export type Thing = JudgedThing | EvidenceThing | FactThing;

/** A draft or a message. */
export type JudgedThing =
  | { readonly kind: "draft" | "message"; readonly json: JsonObject; readonly units: number }
  | { readonly kind: "signed"; readonly sdJwt: string };

/** Receipts, or what is kept of a message with them. */
export interface EvidenceThing extends EvidenceTexts {
  readonly kind: "evidence";
}

/** What others are judged by. */
export type FactThing =
  | { readonly kind: "registry"; readonly json: JsonObject }
  | { readonly kind: "signedRegistry"; readonly jws: string }
  | { readonly kind: "registryKey"; readonly json: JsonObject }
  | { readonly kind: "agreement"; readonly text: string };

/**
 * Tells what a text is, by its members or its type.
 *
 * @param text - Without white space around it.
 * @throws CheckError for what the page does not take; CoreError for what is neither JSON nor signed.
 */
export function readThing(text: string): Thing {
  if (text === "") throw new CheckError("CHECK_EMPTY");
  if (text.startsWith("\ufeff")) throw new CheckError("CHECK_FILE_MARKED");
  if (text.startsWith("ey")) return signedThing(text);
  const records = recordsIn(text);
  if (records !== undefined) return evidenceThing(records);
  const json = parseJson(text, JSON_LIMITS);
  // A message may stand as a JSON text, as the answer of a program.
  if (typeof json === "string" && json.startsWith("ey")) return signedThing(json);
  if (Array.isArray(json) && json.length > 0) return evidenceThing(json);
  if (!isJsonObject(json)) throw new CheckError("CHECK_KIND_UNKNOWN");
  return jsonThing(json, text);
}

function jsonThing(json: JsonObject, text: string): Thing {
  const has = (name: string): boolean => Object.hasOwn(json, name);
  // A request for one case of a file, which only the command reads, has these members too.
  if (has("recipient") && has("messageType") && !has("case"))
    throw new CheckError("CHECK_DRAFT_REQUEST");
  if (PARTS.some(has)) {
    return { kind: isDraft(json) ? "draft" : "message", json, units: text.length };
  }
  if (has("agencies")) return { kind: "registry", json };
  if (has("kty")) {
    if (has("d")) throw new CheckError("CHECK_PRIVATE_KEY");
    return { kind: "registryKey", json };
  }
  if (has("signatures") || Array.isArray(json["parties"])) return { kind: "agreement", text };
  if (has("receipts") || has("jwt")) return { kind: "evidence", ...evidenceIn([json]) };
  throw new CheckError("CHECK_KIND_UNKNOWN");
}

/** A draft lacks the digests that signing adds. */
function isDraft({ clear }: JsonObject): boolean {
  return (
    clear !== undefined &&
    isJsonObject(clear) &&
    !DIGESTS.some((name) => Object.hasOwn(clear, name))
  );
}

function signedThing(text: string): Thing {
  const [only, second] = text.split(/\s+/, 2);
  if (only === undefined || second !== undefined) {
    return { kind: "evidence", ...wordsOfEvidence(text) };
  }
  if (only.includes("~")) return { kind: "signed", sdJwt: only };
  if (only.split(".", 6).length === JWE_PARTS) throw new CheckError("CHECK_SEALED");
  const type = headerOf(only, "typ");
  if (type === "spp-registry+jwt") return { kind: "signedRegistry", jws: only };
  if (type === "spp-message+sd-jwt" || type === "spp-receipt+jwt") {
    return { kind: "evidence", ...wordsOfEvidence(only) };
  }
  throw new CheckError(type === undefined ? "CHECK_KIND_UNKNOWN" : "CHECK_OTHER_SIGNED");
}

/** Evidence of several. @throws CheckError `CHECK_SEVERAL_MESSAGES` if they are messages; as {@link evidenceIn}. */
function evidenceThing(records: readonly Json[]): Thing {
  const isMessages = records.some(
    (one) => isJsonObject(one) && PARTS.some((part) => Object.hasOwn(one, part)),
  );
  if (isMessages) throw new CheckError("CHECK_SEVERAL_MESSAGES");
  return { kind: "evidence", ...evidenceIn(records) };
}

/** The values of a text that holds one a line (JSON Lines); a list stands for what is in it. @throws CheckError `CHECK_TOO_MANY_SIGNED`. */
function recordsIn(text: string): readonly Json[] | undefined {
  const end = text.indexOf("\n");
  if (end < 0 || !isJson(text.slice(0, end))) return undefined;
  const lines = text.split("\n", MOST_LINES + 1).filter((line) => line.trim() !== "");
  if (lines.length > MOST_LINES) throw new CheckError("CHECK_TOO_MANY_SIGNED");
  return lines.flatMap((line) => parseJson(line.trim(), JSON_LIMITS));
}

function isJson(line: string): boolean {
  try {
    parseJson(line.trim(), JSON_LIMITS);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

const PARTS = ["clear", "private", "body"];
const DIGESTS = ["env.digest.private", "env.digest.body"];
/** Of a compact JWE (RFC 7516, section 3.1). */
const JWE_PARTS = 5;
/** More than evidence that is checked together can have. */
const MOST_LINES = 500;
const JSON_LIMITS = { maxLength: 4_194_304, maxDepth: 32 };
