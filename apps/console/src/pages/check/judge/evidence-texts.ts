import { isJsonObject, type Json, sha256Base64url } from "@safepassage/core";
import { CheckError } from "./check-error.ts";
import { claimOf, headerOf } from "./jws-claims.ts";

/** Signed texts of evidence, not verified. */
export interface EvidenceTexts {
  readonly messages: readonly MessageText[];
  /** Receipts that stand alone. */
  readonly receipts: readonly string[];
}

/** The signed part of a message, and the receipts that were given with it. */
export interface MessageText {
  readonly jwt: string;
  /** Digest that was stated beside it. */
  readonly digest?: string | undefined;
  readonly receipts: readonly string[];
}

/**
 * Reads evidence as a gateway answers it, or as `issue --keep` writes it.
 *
 * @throws CheckError `CHECK_KIND_UNKNOWN` for anything else, `CHECK_EMPTY` where nothing is signed, `CHECK_TOO_MANY_SIGNED`.
 */
export function evidenceIn(records: readonly Json[]): EvidenceTexts {
  const messages: MessageText[] = [];
  const alone: string[] = [];
  for (const record of records) {
    const jwt = jwtOf(record);
    const receipts = receiptsOf(record);
    if (jwt !== undefined && (receipts !== undefined || isMessage(jwt))) {
      messages.push({ jwt, digest: textIn(record, "digest"), receipts: receipts ?? [] });
    } else if (receipts !== undefined) alone.push(...receipts);
    else throw new CheckError("CHECK_KIND_UNKNOWN");
  }
  if (messages.length + alone.length === 0) throw new CheckError("CHECK_EMPTY");
  return bounded({ messages, receipts: alone });
}

/** Reads receipts and signed messages that stand apart by white space. @throws CheckError `CHECK_TOO_MANY_SIGNED` */
export function wordsOfEvidence(text: string): EvidenceTexts {
  const words = text.split(/\s+/, MOST_SIGNED + 1);
  const signed = words.filter((word) => headerOf(word, "typ") !== "spp-registry+jwt");
  const messages = signed.filter(isMessage).map((one) => ({ jwt: signedPart(one), receipts: [] }));
  return bounded({ messages, receipts: signed.filter((word) => !isMessage(word)) });
}

/** Each message once, with all receipts that are shown for it. */
export interface MatchedTexts {
  readonly messages: readonly MessageText[];
  /** Receipts that name none of the messages. */
  readonly strays: readonly string[];
}

/**
 * Puts each receipt with the message that it is about. If there is one message, all receipts go with it. If there are several,
 * each receipt goes with the one that it names. What a receipt names is verified afterwards.
 *
 * @throws CheckError `CHECK_TOO_MANY_SIGNED`
 */
export function matchTexts(texts: readonly EvidenceTexts[]): MatchedTexts {
  const all = bounded({
    messages: texts.flatMap(({ messages }) => messages),
    receipts: texts.flatMap(({ receipts }) => receipts),
  });
  const byDigest = new Map<string, MessageText>();
  for (const one of all.messages) {
    const digest = sha256Base64url(one.jwt);
    const before = byDigest.get(digest) ?? one;
    // A digest that is not its own must be told, wherever it stands.
    const kept = (one.digest ?? digest) === digest ? before : { ...one, receipts: before.receipts };
    byDigest.set(digest, withReceipts(kept, one.receipts));
  }
  const [only, ...others] = byDigest.values();
  if (only !== undefined && others.length === 0) {
    return { messages: [withReceipts(only, all.receipts)], strays: [] };
  }
  const named = Map.groupBy(all.receipts, (receipt) => {
    const digest = String(claimOf(receipt, "msg"));
    return byDigest.has(digest) ? digest : undefined;
  });
  return {
    messages: [...byDigest].map(([digest, one]) => withReceipts(one, named.get(digest) ?? [])),
    strays: [...new Set(named.get(undefined))],
  };
}

/** The same text twice is one receipt. */
const withReceipts = (one: MessageText, more: readonly string[]): MessageText => ({
  ...one,
  receipts: [...new Set([...one.receipts, ...more])],
});

/** Whether a text claims to be a message, whole or its signed part. */
const isMessage = (text: string): boolean =>
  text.includes("~") || headerOf(text, "typ") === "spp-message+sd-jwt";

const signedPart = (text: string): string => text.split("~", 1)[0] ?? "";

/** Receipts given as texts, or as a gateway gives them: each in the `jwt` of an object. */
function receiptsOf(json: Json): readonly string[] | undefined {
  const receipts = isJsonObject(json) ? json["receipts"] : undefined;
  if (!Array.isArray(receipts)) return undefined;
  const texts = receipts.map((one: Json) => (typeof one === "string" ? one : jwtOf(one)));
  return texts.every((one) => one !== undefined) ? texts : undefined;
}

const jwtOf = (json: Json): string | undefined => textIn(json, "jwt");

function textIn(json: Json, name: string): string | undefined {
  const value = isJsonObject(json) ? json[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

function bounded(texts: EvidenceTexts): EvidenceTexts {
  const { messages, receipts } = texts;
  const count = receipts.length + messages.reduce((sum, one) => sum + 1 + one.receipts.length, 0);
  if (count > MOST_SIGNED) throw new CheckError("CHECK_TOO_MANY_SIGNED");
  return texts;
}

/** Signed texts that are checked together. Each takes the browser some milliseconds. */
const MOST_SIGNED = 200;
