import {
  CoreError,
  canonicalJson,
  isCompactJson,
  isJsonObject,
  type Json,
  type JwsParts,
  parseObjectText,
  payloadText,
  readCompactJws,
  type Signer,
  signCompactJws,
} from "@safepassage/core";
import type { ParsedSdJwt, ResolvedDisclosure } from "@safepassage/disclosure";
import { inOneOrder, isOrderedField, ORDERED_MEMBERS, saysNothing } from "@safepassage/schema";
import { notCanonical } from "../message-error.ts";

/**
 * Checks that a message is written in the one form that its content has.
 *
 * White space, escapes, empty lists of digests, and the order of members, digests, values and
 * disclosures mean nothing to a reader, so a sender could hide a case number in them. Two orders
 * stay free: that of the header's members, in which signing libraries differ, and that of lists
 * that the catalogue marks as ordered.
 *
 * @param parsed - The message; its salts are those of its seed.
 * @param resolved - All its disclosures, by digest, with their places.
 * @param body - Digest of the disclosure of the body.
 * @see `docs/spec/messages.md#canonical-form`
 */
export function requireCanonicalForm(
  { jws, payload, payloadJson, disclosures }: ParsedSdJwt,
  resolved: ReadonlyMap<string, ResolvedDisclosure>,
  body: string,
): void {
  requireCanonicalHeader(jws);
  requireOneOrder(payload);
  requireOneText(payload, payloadJson, "the payload");
  requireSortedDigests(payload);

  // Disclosures that wait for the one they are inside of. The children of the next one must lie on
  // top.
  const waiting: ResolvedDisclosure[] = [];
  for (const disclosure of disclosures.values()) {
    const place = resolved.get(disclosure.digest) as ResolvedDisclosure;
    if (!disclosure.plain) requireCanonicalDisclosure(place, body);

    let first = waiting.length;
    while (first > 0 && waiting[first - 1]?.parent === disclosure.digest) first--;
    if (first < waiting.length) {
      const { name } = disclosure;
      requireSortedSiblings(waiting, first, name !== undefined && isOrderedField(name));
      waiting.length = first;
    }
    waiting.push(place);
  }
  if (waiting.some(({ parent }) => parent !== undefined)) {
    throw notCanonical("a disclosure does not follow those inside it");
  }
  requireSortedSiblings(waiting, 0, false);
}

/**
 * Checks that a header has no white space and no escapes: the header outlives the data, and so
 * would what they hide.
 */
export function requireCanonicalHeader({ header, headerJson }: JwsParts): void {
  requireOneText(header, headerJson, "the header");
}

/**
 * Signs claims as the one text that {@link readCanonicalToken} reads.
 *
 * @param claims - As JSON; its lists in any order.
 */
export function signCanonicalToken(signer: Signer, typ: string, claims: object): string {
  return signCompactJws(signer, { typ }, canonicalJson(inOneOrder(claims as Json)));
}

/**
 * Reads a token that a message carries. It has one written form, as the message has.
 *
 * @param bounds - `typ` that its header states, and the longest text.
 * @returns Its parts, still to be verified, and its payload.
 * @see `docs/spec/messages.md#canonical-form`
 */
export function readCanonicalToken(
  token: string,
  bounds: { readonly typ: string; readonly maxLength: number },
): { readonly parts: JwsParts; readonly payload: Json } {
  const parts = readCompactJws(token, bounds);
  requirePlainHeader(parts);
  requireCanonicalHeader(parts);
  const json = payloadText(parts);
  const payload = parseObjectText(json, { maxDepth: 4 });
  requireOneOrder(payload);
  requireOneText(payload, json, "the payload");
  return { parts, payload };
}

/** Checks that a header says no more than algorithm, key and type, since it outlives the data. */
export function requirePlainHeader({ header }: Pick<JwsParts, "header">): void {
  if (!Object.keys(header).every((name) => HEADER.has(name))) {
    throw new CoreError("JWS_HEADER_INVALID", "a header member beside alg, kid and typ");
  }
}

function requireCanonicalDisclosure(
  { disclosure, depth, parent }: ResolvedDisclosure,
  body: string,
): void {
  const { json, salt, name, value, digest } = disclosure;
  requireOneOrder(value);
  requireOneText(name === undefined ? [salt, value] : [salt, name, value], json, "a disclosure");
  requireDigestsInPlace(value, json, digest === body || (parent === body && depth === 2));
}

/**
 * Checks that a text is the only one of its value, without white space and escapes. The order of
 * members is {@link requireOneOrder}'s.
 */
function requireOneText(value: Json, json: string, what: string): void {
  if (!isCompactJson(json) && JSON.stringify(value) !== json) {
    throw notCanonical(`${what} is not in canonical form`);
  }
}

/**
 * Checks what waits from `first` on: the members or elements of one level.
 *
 * Elements as well: the values of a field are a set, which has one order on the wire. Where the
 * order itself says something, as in a route, they keep it.
 *
 * @param ordered - Whether the siblings are values of a field whose order counts.
 */
function requireSortedSiblings(
  waiting: readonly ResolvedDisclosure[],
  first: number,
  ordered: boolean,
): void {
  let before = waiting[first];
  let keyBefore = before === undefined || ordered ? "" : keyOf(before);
  for (let i = first + 1; i < waiting.length; i++) {
    const after = waiting[i] as ResolvedDisclosure;
    const key = ordered ? "" : keyOf(after);
    const isPlaceWrong =
      typeof before?.step === "number" &&
      typeof after.step === "number" &&
      before.step >= after.step;
    if (isPlaceWrong || (!ordered && keyBefore >= key)) {
      throw notCanonical("disclosures of one level are not sorted, or one is there twice");
    }
    before = after;
    keyBefore = key;
  }
}

/** Name of a member; canonical text of an element. */
function keyOf({ disclosure: { name, json, salt } }: ResolvedDisclosure): string {
  // In canonical form the value of an element stands between the salt and the last bracket.
  return name ?? json.slice(salt.length + 4, -1);
}

/**
 * Checks that members are sorted, and lists too, except those whose order counts. Recursive; the
 * parser has bounded the depth.
 */
function requireOneOrder(value: Json, of = ""): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) requireOneOrder(element);
    if (value.length > 1 && !ORDERED_MEMBERS.has(of) && !isPlaceholder(value[0])) {
      requireSortedSet(value);
    }
    return;
  }
  let last: string | undefined;
  for (const name in value) {
    if (last !== undefined && last >= name) throw notCanonical("members are not sorted");
    last = name;
    const member = (value as Record<string, Json>)[name] as Json;
    if (saysNothing(name, member)) throw notCanonical("a member says what its absence says");
    requireOneOrder(member, name);
  }
}

/** Whether a value of a list is a disclosure, which is compared once it is opened. */
const isPlaceholder = (value: Json | undefined): boolean =>
  isJsonObject(value) && Object.hasOwn(value, "...");

/** The members of each element are sorted already, so JSON.stringify gives its canonical form. */
function requireSortedSet(values: readonly Json[]): void {
  let before = JSON.stringify(values[0]);
  for (let i = 1; i < values.length; i++) {
    const after = JSON.stringify(values[i]);
    if (before >= after) throw notCanonical("a list is not sorted, or names a thing twice");
    before = after;
  }
}

/**
 * Checks that lists of digests stand in the body and in each group, once, sorted, and nowhere else.
 */
function requireDigestsInPlace(value: Json, json: string, mayHold: boolean): void {
  const holdsDigests = mayHold && isJsonObject(value);
  if (holdsDigests) requireSortedDigests(value);
  // In canonical text only a member looks like this: inside a string the quotes are escaped.
  const first = json.indexOf('"_sd":');
  if (first !== -1 && (!holdsDigests || json.indexOf('"_sd":', first + 1) !== -1)) {
    throw notCanonical("a list of digests where none belongs");
  }
}

/** The order would tell which digest is which, and carry bits. */
function requireSortedDigests(value: { readonly [name: string]: Json }): void {
  const digests = value["_sd"];
  if (!Array.isArray(digests)) return;
  for (let i = 1; i < digests.length; i++) {
    if (digests[i - 1] >= digests[i]) throw notCanonical("digests are not sorted");
  }
}

const HEADER: ReadonlySet<string> = new Set(["alg", "kid", "typ"]);
