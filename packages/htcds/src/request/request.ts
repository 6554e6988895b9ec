import {
  type Code,
  type ConsentRecord,
  consentRecordSchema,
  FIELDS,
  type LegalBasis,
  valueSchema,
} from "@safepassage/schema";
import {
  boundedList,
  described,
  listSchema,
  note,
  once,
  readForm,
  textSchema,
} from "@safepassage/schema/form";
import * as z from "zod";
import { HtcdsError, type HtcdsErrorCode } from "../errors/htcds-error.ts";
import { type Additions, additionsSchema } from "./additions.ts";
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
 * @throws {@link HtcdsError} with every issue: `HTCDS_CASE_UNBOUND` where the case is the number of a
 *   row alone, `HTCDS_ADDITIONS_INVALID` where nothing but additions is wrong, else
 *   `HTCDS_REQUEST_INVALID`.
 * @see docs/spec/htcds.md, Request
 */
export function parseCaseRequest(input: unknown, { test = false } = {}): CaseRequest {
  const request = readForm(caseRequestSchema({ test }), input, (message, faults) => {
    const pointers = faults.map(({ pointer }) => pointer);
    return new HtcdsError(codeOf(input, pointers), message, faults);
  });
  return { ...request, precision: request.precision ?? {} };
}

function codeOf(input: unknown, pointers: readonly string[]): HtcdsErrorCode {
  const named = (input as { readonly case?: unknown } | null | undefined)?.case;
  if (typeof named === "string" || typeof named === "number") return "HTCDS_CASE_UNBOUND";
  const isGiven = typeof input === "object" && input !== null && "additions" in input;
  const isAdded = isGiven && pointers.every((pointer) => pointer.startsWith("/additions"));
  return isAdded ? "HTCDS_ADDITIONS_INVALID" : "HTCDS_REQUEST_INVALID";
}

/** The zod type of a {@link CaseRequest} as a person writes it. */
export function caseRequestSchema({ test = true } = {}): z.ZodType<WrittenRequest> {
  return once(`case request ${test}`, () => buildRequest(test));
}

function buildRequest(test: boolean): z.ZodType<WrittenRequest> {
  const field = (id: string, says: string) => described(valueSchema(id, { test }), says);
  const reason = textSchema({ t: "enum", list: "necessity_reason" }, test);
  const schema = z.strictObject({
    case: described(z.union([BY_ID, BY_ROW]), CASE),
    messageType: field("env.messageType", "the type of message, such as referral"),
    purpose: field("env.purpose", "what the data is for, such as ASSISTANCE_REFERRAL"),
    recipient: field("env.recipient.agencyId", "entity id of the agency that receives it"),
    legalBases: described(
      listSchema(valueSchema("env.legalBasis", { test }), 1, MAX_LIST),
      "the laws that let your agency send it, such as GDPR#6(1)(a)",
    ),
    agreement: described(z.string().regex(AGREEMENT_ID), "the id of your agreement"),
    conditions: described(
      listSchema(valueSchema("env.handling.conditions", { test }), 0, MAX_LIST),
      "conditions that you set on the recipient; [] for none",
    ),
    asks: described(
      listSchema(leafField, 0, MAX_LIST),
      "fields that you would send; left out for the whole case",
    ).optional(),
    precision: described(
      z.strictObject({ "event.period": z.enum(["year", "month"]).optional() }),
      "dates to cut before anything else",
    ).optional(),
    necessity: described(
      boundedList(z.strictObject({ field: leafField, reason }), 0, MAX_LIST),
      "why a field is needed, by field; [] for none",
    ),
    consent: described(consentSchema().nullable(), "the consent that it rests on, or null"),
    additions: additionsSchema(test),
  });
  return described(schema, "a request, as docs/spec/htcds.md has one", {
    retired: {
      legalBasis: "legalBasis is called legalBases.",
      asIs: "asIs is gone: what is sent is always minimised. Take it out.",
    },
  }) as unknown as z.ZodType<WrittenRequest>;
}

type WrittenRequest = Omit<CaseRequest, "precision"> & Partial<Pick<CaseRequest, "precision">>;

function consentSchema() {
  const name = z.string().max(MAX_NAME).regex(/\S/);
  const schema = z.strictObject({
    record: described(
      z.union([name, consentRecordSchema()]),
      "the consent record, or the name of its file",
    ),
    scope: described(
      listSchema(z.enum(SCOPES), 0, MAX_LIST),
      "fields or kinds of group: less than the record's, where not all is to be told",
    ).optional(),
  });
  const former = ["giver", "language", "validFrom", "validUntil"];
  return note(schema, { retired: Object.fromEntries(former.map((name) => [name, RECORD_FIRST])) });
}

const RECORD_FIRST =
  'A request says nothing of a consent by itself: write { "record": … }, the consent record or the name of its file.';
const CASE =
  '{ "id": … }, or { "row": …, "digest": … } as import htcds --report lists it: what names one person also after the file was sorted';
const AGREEMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_NAME = 128;
const MAX_LIST = 64;
const LEAVES = FIELDS.filter(({ place }) => place === "leaf");
const SCOPES = [...new Set(LEAVES.flatMap(({ id, group }) => [id, group]))];
const leafField = z.enum(LEAVES.map(({ id }) => id));
const digest = described(z.string().regex(/^[\w-]{43}$/), "the digest of the row, from the report");
const BY_ID = z.strictObject({
  id: described(z.string().max(MAX_NAME).regex(/\S/), "the case id that the file has"),
  digest: digest.optional(),
});
const BY_ROW = z.strictObject({
  row: described(z.int().min(1), "the number of the row"),
  digest,
});
