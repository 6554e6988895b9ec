import { isJsonObject, type Json, type JsonObject, toInstant } from "@safepassage/core";
import { acceptsDraftClear, acceptsPrivate } from "./accepts-message.ts";
import { FIELDS } from "./catalogue/catalogue.ts";
import { DIGEST_FIELDS, draftClearSchema, privateSchema } from "./envelope.ts";
import { createIssue, type SchemaIssue } from "./issue.ts";
import type { DraftClear, Private } from "./message-model.ts";
import { invalid, parseQuickly } from "./parse-with.ts";
import { findJsonIssue } from "./plain-json.ts";

/**
 * The claims of the signed payload that say what the clear fields say.
 *
 * Names are the `claim` of the catalogue; a dot in one opens a nested object. `iat` and `exp` are
 * NumericDates (RFC 7519, Section 2). The digests of the hidden parts are no claims: whoever builds
 * the payload adds them as `_sd`.
 *
 * @see docs/spec/schema.md#wire
 */
export function clearToClaims(clear: DraftClear): JsonObject {
  const claims: Record<string, Json> = {};
  for (const { id, path } of CLAIMS) {
    const value = (clear as unknown as JsonObject)[id];
    if (value === undefined) continue;
    const [first, second] = path;
    const encoded = NUMERIC_DATES.has(id) ? Date.parse(String(value)) / 1000 : value;
    if (second === undefined) claims[first] = encoded;
    else claims[first] = { ...(claims[first] as JsonObject | undefined), [second]: encoded };
  }
  return claims;
}

/**
 * The clear fields that the claims of a payload say, without `_sd` and `_sd_alg`.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` for a claim that no field has, a NumericDate that is
 *   no whole number, and for every value that is not of its field's type; `SCHEMA_TOO_LARGE`,
 *   `SCHEMA_TOO_DEEP`.
 */
export function claimsToClear(claims: unknown): DraftClear {
  const left = ownMembers(claims);
  const clear: Record<string, Json> = {};
  const issues: SchemaIssue[] = [];
  for (const { id, path } of CLAIMS) {
    const taken = take(left, path);
    if (taken === undefined) continue;
    const decoded = NUMERIC_DATES.has(id) ? fromNumericDate(taken) : taken;
    if (decoded === undefined) issues.push(createIssue("NUMBER_OUT_OF_RANGE", [path[0]], id));
    else clear[id] = decoded;
  }
  for (const name of leftOver(left)) issues.push(createIssue("MEMBER_UNKNOWN", name));
  if (issues.length > 0) throw invalid(issues);
  const test = clear["env.test"] === true;
  return parseQuickly(acceptsDraftClear(test), () => draftClearSchema({ test }), clear);
}

/** The `private` object of the wire: member names without the prefix. */
export function privateToWire(hidden: Private): JsonObject {
  return Object.fromEntries(
    Object.entries(hidden).map(([id, value]) => [id.slice(PRIVATE.length), value as Json]),
  );
}

/**
 * The private fields that the `private` object of the wire says.
 *
 * @param options - `test`: whether the message is a test, as its clear part says.
 * @throws `SchemaError` as {@link claimsToClear}.
 */
export function privateFromWire(
  wire: unknown,
  { test = true }: { readonly test?: boolean } = {},
): Private {
  const members = ownMembers(wire);
  const hidden = Object.fromEntries([...members].map(([name, value]) => [PRIVATE + name, value]));
  return parseQuickly(acceptsPrivate(test), () => privateSchema({ test }), hidden);
}

type ClaimPath = readonly [string, string?];

/** Members that are taken out one by one; what is left at the end is unknown. */
function ownMembers(input: unknown): Map<string, Json> {
  const issue = findJsonIssue(input);
  if (issue !== undefined) throw invalid([issue]);
  if (!isJsonObject(input)) throw invalid([createIssue("WRONG_TYPE", [])]);
  return new Map(Object.entries(input));
}

function take(left: Map<string, Json>, [first, second]: ClaimPath): Json | undefined {
  const value = left.get(first);
  if (second === undefined) {
    left.delete(first);
    return value;
  }
  if (!isJsonObject(value) || value[second] === undefined) return undefined;
  const { [second]: taken, ...rest } = value;
  left.set(first, rest);
  return taken;
}

/** Claims no field has, as paths that show no name but those of the catalogue. */
function leftOver(left: ReadonlyMap<string, Json>): (readonly string[])[] {
  return [...left].flatMap(([name, value]) => {
    if (!NESTED.has(name)) return [[]];
    const isEmpty = isJsonObject(value) && Object.keys(value).length === 0;
    return isEmpty ? [] : [[name]];
  });
}

/** An instant only if the number is whole, so that one instant has one form on the wire. */
function fromNumericDate(value: Json): string | undefined {
  const isDate = Number.isSafeInteger(value) && (value as number) >= 0;
  return isDate && (value as number) <= LAST_SECOND
    ? toInstant(new Date((value as number) * 1000))
    : undefined;
}

const CLAIMS: readonly { readonly id: string; readonly path: ClaimPath }[] = FIELDS.flatMap(
  ({ id, claim }) =>
    claim === undefined || DIGEST_FIELDS.has(id)
      ? []
      : [{ id, path: claim.split(".") as unknown as ClaimPath }],
);
const NESTED: ReadonlySet<string> = new Set(
  CLAIMS.flatMap(({ path }) => (path[1] === undefined ? [] : [path[0]])),
);
const NUMERIC_DATES: ReadonlySet<string> = new Set(["env.createdAt", "env.deliverBy"]);
const PRIVATE = "private.";
/** 31 December 9999, 23:59:59 UTC. */
const LAST_SECOND = 253_402_300_799;
