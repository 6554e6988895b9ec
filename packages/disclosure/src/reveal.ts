import type { Json, JsonObject } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import type { ParsedSdJwt } from "./read.ts";
import type { ParsedDisclosure } from "./read-disclosure.ts";

/** Where a claim is: member names and indices from the top of {@link Revealed.claims}. */
export type ClaimPath = readonly (string | number)[];

/** A disclosure that was put back. */
export interface ResolvedDisclosure {
  readonly digest: string;
  /** Where its value now is. Indices count disclosed elements only. */
  readonly path: ClaimPath;
  readonly kind: "member" | "element";
  /** Digest of the disclosure whose value holds this one, or `undefined`. */
  readonly parent: string | undefined;
}

/** What an SD-JWT says once its disclosures are put back. */
export interface Revealed {
  /** Payload without `_sd`, `_sd_alg` and placeholders. */
  readonly claims: JsonObject;
  /** Each disclosure once, outer before inner. */
  readonly resolved: readonly ResolvedDisclosure[];
  /** Digests without disclosure: withheld claims or decoys; nobody can tell which. */
  readonly unresolved: readonly string[];
}

/**
 * Puts the disclosures back where their digests are. Pure; verifies no signature.
 *
 * @throws {@link DisclosureError} with the code of the first rule broken.
 * @see RFC 9901, Section 7.1, steps 3 to 5
 */
export function reveal({ payload, disclosures, limits }: ParsedSdJwt): Revealed {
  const run: Run = {
    disclosures,
    maxDepth: limits.maxDepth,
    path: [],
    parent: undefined,
    resolved: [],
    unresolved: [],
    seen: new Set(),
  };
  const claims = revealObject(payload, 0, run);
  if (run.resolved.length !== disclosures.size) {
    throw new DisclosureError("DISCLOSURE_UNREFERENCED", "no digest refers to a disclosure");
  }
  return { claims, resolved: run.resolved, unresolved: run.unresolved };
}

interface Run {
  readonly disclosures: ReadonlyMap<string, ParsedDisclosure>;
  readonly maxDepth: number;
  /** Path of the value at hand. */
  readonly path: (string | number)[];
  parent: string | undefined;
  readonly resolved: ResolvedDisclosure[];
  readonly unresolved: string[];
  readonly seen: Set<string>;
}

/** Recursive, but never deeper than `maxDepth`, which counts through disclosures. */
function revealValue(value: Json, depth: number, run: Run): Json {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value)
    ? revealArray(value, depth, run)
    : revealObject(value as JsonObject, depth, run);
}

function revealObject(object: JsonObject, depth: number, run: Run): JsonObject {
  requireDepth(depth, run);
  const revealed: Record<string, Json> = {};
  for (const name in object) {
    const value = object[name] as Json;
    if (name === "_sd") continue;
    if (name === "...") {
      throw new DisclosureError("DISCLOSURE_PLACEHOLDER_MISPLACED", "not an array element");
    }
    if (name === "_sd_alg") {
      // In a disclosure too: there depth is above 0, as the payload itself is depth 0.
      if (depth === 0) continue;
      throw new DisclosureError("DISCLOSURE_HASH_MISPLACED", "_sd_alg below the top level");
    }
    revealed[name] = descend(name, value, depth, run);
  }
  // After the members in the clear, so that none of them can be replaced whatever the order.
  const digests = object["_sd"];
  if (digests !== undefined) revealMembers(digests, revealed, depth, run);
  return revealed;
}

function revealMembers(
  digests: Json,
  revealed: Record<string, Json>,
  depth: number,
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
    revealed[name] = resolve(disclosure, "member", name, depth, run);
  }
}

function revealArray(array: readonly Json[], depth: number, run: Run): readonly Json[] {
  requireDepth(depth, run);
  const revealed: Json[] = [];
  for (const element of array) {
    if (!isPlaceholder(element)) {
      revealed.push(descend(revealed.length, element, depth, run));
      continue;
    }
    if (Object.keys(element).length !== 1) {
      throw new DisclosureError("DISCLOSURE_PLACEHOLDER_EXTRA", "a placeholder has more members");
    }
    const disclosure = find(element["..."] as Json, run);
    // What was not disclosed leaves no trace in the claims.
    if (disclosure === undefined) continue;
    if (disclosure.name !== undefined) {
      throw new DisclosureError("DISCLOSURE_ELEMENT_NAMED", "three elements instead of two");
    }
    revealed.push(resolve(disclosure, "element", revealed.length, depth, run));
  }
  return revealed;
}

/** Finds the disclosure of a digest and counts the digest, whether it has one or not. */
function find(digest: Json, run: Run): ParsedDisclosure | undefined {
  if (typeof digest !== "string") {
    throw new DisclosureError("DISCLOSURE_DIGEST_NOT_STRING", "a digest is not a string");
  }
  const disclosure = run.disclosures.get(digest);
  // A digest that was found is well formed: it was computed here.
  if (disclosure === undefined && !DIGEST.test(digest)) {
    throw new DisclosureError("DISCLOSURE_DIGEST_MALFORMED", "a digest is not 32 octets");
  }
  const before = run.seen.size;
  if (run.seen.add(digest).size === before) {
    throw new DisclosureError("DISCLOSURE_DIGEST_REPEATED", "a digest appears twice");
  }
  if (disclosure === undefined) run.unresolved.push(digest);
  return disclosure;
}

function resolve(
  { digest, value }: ParsedDisclosure,
  kind: ResolvedDisclosure["kind"],
  step: string | number,
  depth: number,
  run: Run,
): Json {
  const { parent } = run;
  run.resolved.push({ digest, path: [...run.path, step], kind, parent });
  if (typeof value !== "object" || value === null) return value;
  run.parent = digest;
  const revealed = descend(step, value, depth, run);
  run.parent = parent;
  return revealed;
}

function descend(step: string | number, value: Json, depth: number, run: Run): Json {
  if (typeof value !== "object" || value === null) return value;
  run.path.push(step);
  const revealed = revealValue(value, depth + 1, run);
  run.path.pop();
  return revealed;
}

function isPlaceholder(element: Json): element is JsonObject {
  return typeof element === "object" && element !== null && Object.hasOwn(element, "...");
}

function requireDepth(depth: number, { maxDepth }: Run): void {
  if (depth >= maxDepth) {
    throw new DisclosureError("DISCLOSURE_TOO_DEEP", `more than ${maxDepth} levels`);
  }
}

// 32 octets, canonical: of the last character two bits are left over and zero.
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
