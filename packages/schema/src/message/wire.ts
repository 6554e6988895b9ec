import { isJsonObject, type Json, type JsonObject, toInstant } from "@safepassage/core";
import { FIELDS } from "../catalogue/catalogue.ts";
import type { FieldEntry } from "../catalogue/types.ts";
import { checkOnce } from "../value/check.ts";
import { createIssue, type SchemaIssue } from "../value/issue.ts";
import { type InputProvenance, invalid, parseChecked } from "../value/parse-with.ts";
import { BOUNDS, findJsonIssue, type JsonBounds } from "../value/plain-json.ts";
import type { DraftClear, Private } from "./message-model.ts";
import { DIGEST_FIELDS, walkDraftClear, walkPrivate } from "./message-shape.ts";
import { inOneOrder } from "./one-order.ts";

/**
 * Writes the clear fields as claims of the signed payload.
 *
 * Names are the `claim` of the catalogue; a dot in one opens a nested object. `iat` and `exp` are
 * NumericDates (RFC 7519, Section 2), and lists are sorted. The digests of the hidden parts are not
 * claims: the builder of the payload adds them as `_sd`.
 *
 * @see docs/spec/schema.md#wire
 */
export function clearToClaims(clear: DraftClear): JsonObject {
  const claims: Record<string, Json> = {};
  for (const { id, path } of CLAIMS) {
    const value = (clear as unknown as JsonObject)[id];
    if (value === undefined) continue;
    const [first, second] = path;
    const encoded = NUMERIC_DATES.has(id) ? Date.parse(String(value)) / 1000 : inOneOrder(value);
    if (second === undefined) claims[first] = encoded;
    else claims[first] = { ...(claims[first] as JsonObject | undefined), [second]: encoded };
  }
  return claims;
}

/**
 * Reads the clear fields from the claims of a payload.
 *
 * @param options - `besides`: names that are no claims and are the caller's to check, as `_sd`.
 *   `parsed`: the claims are what a strict parser has read from a text within {@link BOUNDS}, so
 *   that bounds are looked at only where something is wrong.
 * @throws `SchemaError` `SCHEMA_INVALID` for a claim that no field has, a NumericDate that is
 *   no whole number, and for every value that is not of its field's type; `SCHEMA_TOO_LARGE`,
 *   `SCHEMA_TOO_DEEP`.
 */
export function claimsToClear(
  claims: unknown,
  { besides = [], parsed = false }: InputProvenance & { readonly besides?: readonly string[] } = {},
): DraftClear {
  const members = requireObject(claims, parsed);
  const clear: Record<string, Json> = {};
  const issues: SchemaIssue[] = [];
  for (const claim of CLAIMS) {
    const { id, path } = claim;
    if (claimAt(members, path) === undefined) continue;
    const decoded = decodeClaim(members, claim);
    if (decoded === undefined) issues.push(createIssue("NUMBER_OUT_OF_RANGE", [path[0]], id));
    else clear[id] = decoded;
  }
  for (const path of unknownClaims(members, besides))
    issues.push(createIssue("MEMBER_UNKNOWN", path));
  if (issues.length > 0) throw invalid(issues);
  const test = clear["env.test"] === true;
  // The values are those of the claims, within bounds, and the names are those of the catalogue.
  return parseChecked(draftClearCheck(test), clear, { parsed: true });
}

/** Writes the `private` object of the wire: member names without the prefix, lists sorted. */
export function privateToWire(hidden: Private): JsonObject {
  return Object.fromEntries(
    Object.entries(hidden).map(([id, value]) => [
      id.slice(PRIVATE.length),
      inOneOrder(value as Json),
    ]),
  );
}

/**
 * Reads the private fields from the `private` object of the wire.
 *
 * @param options - `test`: whether the message is a test, as its clear part says. `parsed`: as for
 *   {@link claimsToClear}.
 * @throws `SchemaError` as {@link claimsToClear}.
 */
export function privateFromWire(
  wire: unknown,
  { test = true, parsed = false }: InputProvenance & { readonly test?: boolean } = {},
): Private {
  // The members get longer names, and must be within bounds with these.
  const names = isJsonObject(wire) ? Object.keys(wire).length : 0;
  const text = BOUNDS.text - names * PRIVATE.length;
  const members = requireObject(wire, parsed, { ...BOUNDS, text });
  const hidden: Record<string, Json> = {};
  for (const name of Object.keys(members)) {
    hidden[PRIVATE_IDS.get(name) ?? PRIVATE + name] = members[name] as Json;
  }
  return parseChecked(privateCheck(test), hidden, { parsed: true });
}

const draftClearCheck = checkOnce(walkDraftClear);
const privateCheck = checkOnce(walkPrivate);

type ClaimPath = readonly [string, string?];

interface Claim {
  readonly id: string;
  readonly field: FieldEntry;
  readonly path: ClaimPath;
}

function requireObject(input: unknown, parsed: boolean, bounds: JsonBounds = BOUNDS): JsonObject {
  const issue = parsed ? undefined : findJsonIssue(input, bounds);
  if (issue !== undefined) throw invalid([issue]);
  if (!isJsonObject(input)) throw invalid([createIssue("WRONG_TYPE", [])]);
  return input;
}

function claimAt(members: JsonObject, [first, second]: ClaimPath): Json | undefined {
  const value = members[first];
  if (second === undefined) return value;
  return isJsonObject(value) ? value[second] : undefined;
}

/** The value of a claim as its field has it; `undefined` if it is missing, or no date where it must be one. */
export function decodeClaim(
  members: JsonObject,
  { id, path }: Pick<Claim, "id" | "path">,
): Json | undefined {
  const value = claimAt(members, path);
  return value !== undefined && NUMERIC_DATES.has(id) ? fromNumericDate(value) : value;
}

/** Paths of claims that belong to no field. Only names of the catalogue are shown. */
function unknownClaims(members: JsonObject, besides: readonly string[]): (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  for (const name of Object.keys(members)) {
    if (besides.includes(name)) continue;
    const known = KNOWN.get(name);
    if (known === undefined) paths.push([]);
    else if (known.size > 0 && !hasOnly(members[name], known)) paths.push([name]);
  }
  return paths;
}

function hasOnly(value: unknown, names: ReadonlySet<string>): boolean {
  return isJsonObject(value) && Object.keys(value).every((name) => names.has(name));
}

/** An instant only if the number is whole, so that one instant has one form on the wire. */
function fromNumericDate(value: Json): string | undefined {
  const isDate = Number.isSafeInteger(value) && (value as number) >= 0;
  return isDate && (value as number) <= LAST_SECOND
    ? toInstant(new Date((value as number) * 1000))
    : undefined;
}

/** Each field in clear with its place among the claims. */
export const CLAIMS: readonly Claim[] = FIELDS.flatMap((field) =>
  field.claim === undefined || DIGEST_FIELDS.has(field.id)
    ? []
    : [{ id: field.id, field, path: field.claim.split(".") as unknown as ClaimPath }],
);
/** Names of claims, each with the names of its members where these are fields. */
const KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...Map.groupBy(CLAIMS, ({ path }) => path[0])].map(([name, claims]) => [
    name,
    new Set(claims.flatMap(({ path }) => path[1] ?? [])),
  ]),
);
/** Fields whose claims are NumericDates. */
export const NUMERIC_DATES: ReadonlySet<string> = new Set(["env.createdAt", "env.deliverBy"]);
const PRIVATE = "private.";
/** 31 December 9999, 23:59:59 UTC. */
export const LAST_SECOND = 253_402_300_799;
/** Ids by member name. Made once: looking up a concatenated text is slower. */
const PRIVATE_IDS: ReadonlyMap<string, string> = new Map(
  FIELDS.filter(({ place }) => place === "private").map(({ id }) => [id.slice(PRIVATE.length), id]),
);
