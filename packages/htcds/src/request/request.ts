import { isJsonObject, type Json } from "@safepassage/core";
import {
  type Code,
  type ConsentRecord,
  FIELDS,
  findField,
  type LegalBasis,
  parseConsentRecord,
  SCHEMA_ISSUES,
  SchemaError,
  valueSchema,
} from "@safepassage/schema";
import { HtcdsError } from "../errors/htcds-error.ts";
import { type Additions, parseAdditions } from "./additions.ts";
import type { CaseName } from "./find-case.ts";
import type { CutPrecision } from "./select.ts";

/** What a caseworker requests: which case to send, to whom, for which purpose, on which legal basis. */
export interface CaseRequest {
  readonly case: CaseName;
  readonly messageType: Code<"message_type">;
  readonly purpose: Code<"purpose">;
  /** Entity id. */
  readonly recipient: string;
  readonly legalBases: readonly LegalBasis[];
  /** Id of the agreement between the two. */
  readonly agreement: string;
  /** Conditions set on the recipient. */
  readonly conditions: readonly Code<"handling_conditions">[];
  /** Fields the caseworker wants to send; absent for the whole case. */
  readonly asks?: readonly string[];
  /** Dates to cut first. */
  readonly precision: Readonly<Record<string, CutPrecision>>;
  /** Whether to send the request without minimising it, to show what happens then. */
  readonly asIs: boolean;
  /** Why a field is needed, by field. */
  readonly necessity: readonly {
    readonly field: string;
    readonly reason: Code<"necessity_reason">;
  }[];
  /** The consent that the sender asserts, or null. */
  readonly consent: RequestConsent | null;
  readonly additions: Additions;
}

/** Which consent record the sender asserts, and how much of it. */
export interface RequestConsent {
  /** The record, or the name under which its keeper stores it. */
  readonly record: ConsentRecord | string;
  /** Kinds of group or field ids, to assert less than the whole record. */
  readonly scope?: readonly string[];
}

/**
 * Parses a request.
 *
 * @throws {@link HtcdsError} `HTCDS_REQUEST_INVALID` naming the member, `HTCDS_CASE_UNBOUND`,
 *   `HTCDS_ADDITIONS_INVALID`.
 * @see docs/spec/htcds.md, Request
 */
export function parseCaseRequest(input: unknown, { test = false } = {}): CaseRequest {
  const top = object(input, "request", REQUIRED, ["asks", "precision"]);
  checkCase(top["case"]);
  for (const [member, field] of ENVELOPE) value(top[member], field, member, test);
  if (typeof top["agreement"] !== "string" || !AGREEMENT_ID.test(top["agreement"])) {
    throw invalid("agreement");
  }
  if (list(top["legalBases"], "legalBases").length === 0) throw invalid("legalBases");
  for (const basis of list(top["legalBases"], "legalBases")) {
    value(basis, "env.legalBasis", "legalBases", test);
  }
  for (const condition of list(top["conditions"], "conditions")) {
    value(condition, "env.handling.conditions", "conditions", test);
  }
  for (const [index, field] of list(top["asks"] ?? [], "asks").entries()) {
    leafField(field, `asks[${index}] is no field of the catalogue`);
  }
  const precision = object(top["precision"] ?? {}, "precision", [], DATES);
  if (!Object.values(precision).every((cut) => cut === "year" || cut === "month")) {
    throw invalid("precision");
  }
  if (typeof top["asIs"] !== "boolean") throw invalid("asIs");
  for (const entry of list(top["necessity"], "necessity")) {
    const { field, reason } = object(entry, "necessity", ["field", "reason"], []);
    leafField(field, "necessity");
    value({ path: `${GID}/${String(field)}`, reason }, "private.necessity", "necessity", test);
  }
  if (top["consent"] !== null) checkConsent(top["consent"]);
  const additions = parseAdditions(top["additions"], { test });
  return { ...top, precision, additions } as unknown as CaseRequest;
}

function checkConsent(input: unknown): void {
  const isOld = isJsonObject(input as Json) && "giver" in (input as object);
  if (isOld) throw invalid(`consent: ${RECORD_FIRST}`);
  const { record, scope } = object(input, "consent", ["record"], ["scope"]);
  if (typeof record !== "string") checkRecord(record);
  else if (record.trim() === "" || record.length > MAX_NAME) throw invalid("consent.record");
  if (scope === undefined) return;
  for (const part of list(scope, "consent.scope")) {
    if (typeof part !== "string" || !SCOPES.has(part)) throw invalid("consent.scope");
  }
}

/** Names every member of a record that is missing or wrong, not only the first. */
function checkRecord(record: unknown): void {
  try {
    parseConsentRecord(record);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const places = error.issues.map(({ code, pointer }) => {
      const { text } = SCHEMA_ISSUES[code];
      return `consent.record${pointer.replaceAll("/", ".")}: ${text}`;
    });
    throw invalid(places.join(" "));
  }
}

/** Checks the name of a case, which must not name another person once the file is sorted. */
function checkCase(input: unknown): void {
  if (typeof input === "string" || typeof input === "number") {
    throw new HtcdsError("HTCDS_CASE_UNBOUND", "case is no object with id, or row and digest");
  }
  const isById = isJsonObject(input as Json) && "id" in (input as object);
  const { id, row, digest } = isById
    ? object(input, "case", ["id"], ["digest"])
    : object(input, "case", ["row", "digest"], []);
  const isId = typeof id === "string" && id.trim() !== "" && id.length <= MAX_NAME;
  if (isById && !isId) throw invalid("case.id");
  if (!isById && !(Number.isInteger(row) && Number(row) >= 1)) throw invalid("case.row");
  const isDigest = typeof digest === "string" && DIGEST.test(digest);
  if (!isDigest && !(isById && digest === undefined)) throw invalid("case.digest");
}

function leafField(field: unknown, member: string): void {
  if (typeof field !== "string" || findField(field)?.place !== "leaf") throw invalid(member);
}

function value(given: unknown, field: string, member: string, test: boolean): void {
  if (!valueSchema(field, { test }).safeParse(given).success) throw invalid(member);
}

function list(input: unknown, member: string): readonly unknown[] {
  if (!Array.isArray(input) || input.length > MAX_LIST || new Set(input).size !== input.length) {
    throw invalid(member);
  }
  return input;
}

function object(
  input: unknown,
  member: string,
  required: readonly string[],
  optional: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isJsonObject(input as Json)) throw invalid(`${member} is no object`);
  const members = Object.keys(input as object);
  const missing = required.filter((name) => !members.includes(name));
  if (missing.length > 0) throw invalid(`${member}: ${missing.join(", ")} missing`);
  if (members.some((name) => ![...required, ...optional].includes(name))) {
    throw invalid(`${member}: only ${[...required, ...optional].join(", ")}`);
  }
  return input as Readonly<Record<string, unknown>>;
}

const invalid = (message: string): HtcdsError => new HtcdsError("HTCDS_REQUEST_INVALID", message);

const REQUIRED = [
  "case",
  "messageType",
  "purpose",
  "recipient",
  "legalBases",
  "agreement",
  "conditions",
  "asIs",
  "necessity",
  "consent",
  "additions",
];
const ENVELOPE = [
  ["messageType", "env.messageType"],
  ["purpose", "env.purpose"],
  ["recipient", "env.recipient.agencyId"],
] as const;
const RECORD_FIRST =
  'a request says nothing of a consent by itself; write { "record": … }, the consent record or the name of its file';
const DIGEST = /^[\w-]{43}$/;
const MAX_NAME = 128;
const DATES = ["event.period"];
const SCOPES = new Set(
  FIELDS.filter(({ place }) => place === "leaf").flatMap(({ id, group }) => [id, group]),
);
const AGREEMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const GID = "BWxlyGIVO7yDvO1lB2VMAw";
const MAX_LIST = 64;
