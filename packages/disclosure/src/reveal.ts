import type { Json, JsonObject } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import type { ParsedSdJwt } from "./read.ts";
import type { ParsedDisclosure } from "./read-disclosure.ts";

/** Path of a claim: member names and indices from the top of {@link Revealed.claims}. */
export type ClaimPath = readonly (string | number)[];

/** A place in {@link Revealed.claims} that came from a disclosure or contains one that did. */
export interface ClaimPlace {
  /** Member name or index; the empty string at the top. Indices count only disclosed elements. */
  readonly step: string | number;
  /** Number of levels above it, counted through disclosures. */
  readonly depth: number;
  /** Inner places by name or index; `undefined` if nothing inside came from a disclosure. */
  readonly inner: ReadonlyMap<string | number, ClaimPlace> | undefined;
  /** The disclosure of its value; `undefined` if it only contains disclosed places. */
  readonly disclosure: ParsedDisclosure | undefined;
  /** Digest of the disclosure that contains this place, if any. */
  readonly parent: string | undefined;
}

/** The place of a disclosure that was put back. */
export interface ResolvedDisclosure extends ClaimPlace {
  readonly disclosure: ParsedDisclosure;
}

/** The content of an SD-JWT with its disclosures put back. */
export interface Revealed {
  /** Payload without `_sd`, `_sd_alg` and placeholders. */
  readonly claims: JsonObject;
  /** The top of the claims, which leads to the place of every disclosure. */
  readonly top: ClaimPlace;
  /** Each disclosure once, outer before inner, by digest. */
  readonly resolved: ReadonlyMap<string, ResolvedDisclosure>;
  /** Digests without a disclosure: withheld claims or decoys, indistinguishable. */
  readonly unresolved: ReadonlySet<string>;
}

/** Lists the path of each disclosure that was put back, by digest, outer before inner. */
export function pathsOf({ top }: Revealed): ReadonlyMap<string, ClaimPath> {
  const paths = new Map<string, ClaimPath>();
  addPaths(top, [], paths);
  return paths;
}

function addPaths({ disclosure, inner }: ClaimPlace, path: ClaimPath, all: Map<string, ClaimPath>) {
  if (disclosure !== undefined) all.set(disclosure.digest, path);
  for (const place of inner?.values() ?? []) addPaths(place, [...path, place.step], all);
}

/**
 * Puts the disclosures back in the places of their digests. Pure; verifies no signature.
 *
 * @throws {@link DisclosureError} with the code of the first rule broken.
 * @see RFC 9901, Section 7.1, steps 3 to 5
 */
export function reveal({ payload, disclosures, limits }: ParsedSdJwt): Revealed {
  const top = createPlace("", 0, undefined, undefined);
  const run: Run = {
    disclosures,
    maxDepth: limits.maxDepth,
    parent: undefined,
    resolved: new Map(),
    unresolved: new Set(),
  };
  const claims = revealObject(payload, top, run);
  if (run.resolved.size !== disclosures.size) {
    throw new DisclosureError("DISCLOSURE_UNREFERENCED", "no digest refers to a disclosure");
  }
  return { claims, top, resolved: run.resolved, unresolved: run.unresolved };
}

interface Place extends ClaimPlace {
  inner: Map<string | number, Place> | undefined;
}

interface Run {
  readonly disclosures: ReadonlyMap<string, ParsedDisclosure>;
  readonly maxDepth: number;
  /** Digest of the current disclosure. */
  parent: string | undefined;
  readonly resolved: Map<string, ResolvedDisclosure>;
  readonly unresolved: Set<string>;
}

/** Recursive, but never deeper than `maxDepth`, which is counted through disclosures. */
function revealValue(value: Json, place: Place, run: Run): Json {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value)
    ? revealArray(value, place, run)
    : revealObject(value as JsonObject, place, run);
}

function revealObject(object: JsonObject, place: Place, run: Run): JsonObject {
  requireDepth(place, run);
  const revealed: Record<string, Json> = {};
  for (const name in object) {
    const value = object[name] as Json;
    if (name === "_sd") continue;
    if (name === "...") {
      throw new DisclosureError("DISCLOSURE_PLACEHOLDER_MISPLACED", "not an array element");
    }
    if (name === "_sd_alg") {
      // Only the payload itself has depth 0, so this also refuses _sd_alg in a disclosure.
      if (place.depth === 0) continue;
      throw new DisclosureError("DISCLOSURE_HASH_MISPLACED", "_sd_alg below the top level");
    }
    revealed[name] = descend(name, value, place, run);
  }
  // After the members in the clear, so that a disclosure can never replace one of them.
  const digests = object["_sd"];
  if (digests !== undefined) revealMembers(digests, revealed, place, run);
  return revealed;
}

function revealMembers(
  digests: Json,
  revealed: Record<string, Json>,
  place: Place,
  run: Run,
): void {
  if (!Array.isArray(digests)) {
    throw new DisclosureError("DISCLOSURE_SD_NOT_ARRAY", "_sd is not an array");
  }
  for (const digest of digests as readonly Json[]) {
    const disclosure = find(digest, run);
    if (disclosure === undefined) continue;
    const { name } = disclosure;
    if (name === undefined) {
      throw new DisclosureError("DISCLOSURE_MEMBER_UNNAMED", "two elements instead of three");
    }
    if (Object.hasOwn(revealed, name)) {
      throw new DisclosureError("DISCLOSURE_NAME_TAKEN", "the claim is there already");
    }
    revealed[name] = resolve(disclosure, name, place, run);
  }
}

function revealArray(array: readonly Json[], place: Place, run: Run): readonly Json[] {
  requireDepth(place, run);
  const revealed: Json[] = [];
  for (const element of array) {
    if (!isPlaceholder(element)) {
      revealed.push(descend(revealed.length, element, place, run));
      continue;
    }
    if (Object.keys(element).length !== 1) {
      throw new DisclosureError("DISCLOSURE_PLACEHOLDER_EXTRA", "a placeholder has more members");
    }
    const disclosure = find(element["..."] as Json, run);
    // An undisclosed element leaves no trace in the claims.
    if (disclosure === undefined) continue;
    if (disclosure.name !== undefined) {
      throw new DisclosureError("DISCLOSURE_ELEMENT_NAMED", "three elements instead of two");
    }
    revealed.push(resolve(disclosure, revealed.length, place, run));
  }
  return revealed;
}

/** Finds the disclosure of a digest, and refuses a digest that appeared before. */
function find(
  digest: Json,
  { disclosures, resolved, unresolved }: Run,
): ParsedDisclosure | undefined {
  if (typeof digest !== "string") {
    throw new DisclosureError("DISCLOSURE_DIGEST_NOT_STRING", "a digest is not a string");
  }
  const disclosure = disclosures.get(digest);
  // A digest with a disclosure is well-formed, because it was computed here.
  if (disclosure === undefined && !DIGEST.test(digest)) {
    throw new DisclosureError("DISCLOSURE_DIGEST_MALFORMED", "a digest is not 32 octets");
  }
  if (disclosure === undefined ? unresolved.has(digest) : resolved.has(digest)) {
    throw new DisclosureError("DISCLOSURE_DIGEST_REPEATED", "a digest appears twice");
  }
  if (disclosure === undefined) unresolved.add(digest);
  return disclosure;
}

function resolve(
  disclosure: ParsedDisclosure,
  step: string | number,
  outer: Place,
  run: Run,
): Json {
  const { parent } = run;
  const place = createPlace(step, outer.depth + 1, disclosure, parent);
  attach(place, outer);
  run.resolved.set(disclosure.digest, place);
  run.parent = disclosure.digest;
  const revealed = revealValue(disclosure.value, place, run);
  run.parent = parent;
  return revealed;
}

function descend(step: string | number, value: Json, outer: Place, run: Run): Json {
  if (typeof value !== "object" || value === null) return value;
  const place = createPlace(step, outer.depth + 1, undefined, run.parent);
  const revealed = revealValue(value, place, run);
  // Keep only places that contain a disclosure.
  if (place.inner !== undefined) attach(place, outer);
  return revealed;
}

function createPlace<const D extends ParsedDisclosure | undefined>(
  step: string | number,
  depth: number,
  disclosure: D,
  parent: string | undefined,
): Place & { readonly disclosure: D } {
  return { step, depth, inner: undefined, disclosure, parent };
}

function attach(place: Place, outer: Place): void {
  outer.inner ??= new Map();
  outer.inner.set(place.step, place);
}

function isPlaceholder(element: Json): element is JsonObject {
  return typeof element === "object" && element !== null && Object.hasOwn(element, "...");
}

function requireDepth({ depth }: Place, { maxDepth }: Run): void {
  if (depth >= maxDepth) {
    throw new DisclosureError("DISCLOSURE_TOO_DEEP", `more than ${maxDepth} levels`);
  }
}

// 32 octets in canonical base64url: the two left-over bits of the last character are zero.
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
