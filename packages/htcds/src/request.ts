import { isJsonObject, type Json } from "@safepassage/core";
import { FIELDS, findField, valueSchema } from "@safepassage/schema";
import { type Additions, parseAdditions } from "./additions.ts";
import { HtcdsError } from "./htcds-error.ts";
import type { CutPrecision } from "./select.ts";

/** What a caseworker asks for: which case to whom, for what, on what ground. */
export interface CaseRequest {
  /** `caseId` of the imported case. */
  readonly case: string;
  readonly messageType: string;
  readonly purpose: string;
  /** Entity id. */
  readonly recipient: string;
  readonly legalBases: readonly string[];
  /** Id of the agreement between the two. */
  readonly agreement: string;
  /** Conditions set on the recipient. */
  readonly conditions: readonly string[];
  /** Fields the caseworker would send; absent for the whole case. */
  readonly asks?: readonly string[];
  /** Dates to cut before anything else. */
  readonly precision: Readonly<Record<string, CutPrecision>>;
  /** Send what is asked without minimising it first: for showing what then happens. */
  readonly asIs: boolean;
  /** Why a field is needed, by field. */
  readonly necessity: readonly { readonly field: string; readonly reason: string }[];
  /** The consent on record that the sender asserts, or null. */
  readonly consent: RequestConsent | null;
  readonly additions: Additions;
}

/** What the record of a consent says; the record itself stays with the agency. */
export interface RequestConsent {
  readonly giver: string;
  readonly giverIsSuspect: boolean;
  /** Kinds of group or field ids. */
  readonly scope: readonly string[];
  readonly language: string;
  readonly languageUnderstood: boolean;
  readonly withdrawalMethod: boolean;
  /** Instants between which the consent holds, as `2026-11-01T00:00:00Z`; a draft needs both. */
  readonly validFrom?: string;
  readonly validUntil?: string;
}

/**
 * Reads a request from JSON, strictly.
 *
 * @throws {@link HtcdsError} `HTCDS_REQUEST_INVALID` naming the member, `HTCDS_ADDITIONS_INVALID`.
 * @see docs/spec/htcds.md, Request
 */
export function parseCaseRequest(input: unknown, { test = false } = {}): CaseRequest {
  const top = object(input, "request", REQUIRED, ["asks", "precision"]);
  if (typeof top["case"] !== "string" || !/^[1-9]\d{0,8}$/.test(top["case"])) throw invalid("case");
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
  for (const field of list(top["asks"] ?? [], "asks")) leafField(field, "asks");
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
  const consent = object(input, "consent", CONSENT, INSTANTS);
  for (const member of INSTANTS) {
    if (consent[member] !== undefined && !INSTANT.test(String(consent[member]))) {
      throw invalid(`consent.${member}`);
    }
  }
  if (!GIVERS.includes(String(consent["giver"]))) throw invalid("consent.giver");
  for (const flag of ["giverIsSuspect", "languageUnderstood", "withdrawalMethod"]) {
    if (typeof consent[flag] !== "boolean") throw invalid(`consent.${flag}`);
  }
  value(consent["language"], "subject.languages", "consent.language", true);
  for (const part of list(consent["scope"], "consent.scope")) {
    if (typeof part !== "string" || !SCOPES.has(part)) throw invalid("consent.scope");
  }
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
  if (!isJsonObject(input as Json)) throw invalid(member);
  const members = Object.keys(input as object);
  const missing = required.find((name) => !members.includes(name));
  if (missing !== undefined) throw invalid(`${member}: ${missing} is missing`);
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
const CONSENT = [
  "giver",
  "giverIsSuspect",
  "scope",
  "language",
  "languageUnderstood",
  "withdrawalMethod",
];
const INSTANTS = ["validFrom", "validUntil"];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const GIVERS = ["self", "guardian", "tribunal"];
const DATES = ["event.period"];
const SCOPES = new Set(
  FIELDS.filter(({ place }) => place === "leaf").flatMap(({ id, group }) => [id, group]),
);
const AGREEMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const GID = "BWxlyGIVO7yDvO1lB2VMAw";
const MAX_LIST = 64;
