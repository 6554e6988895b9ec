import { randomBytes } from "node:crypto";
import type { DraftRequest } from "@safepassage/agency";
import {
  applyAdditions,
  type CaseRequest,
  findCase,
  type ImportStatement,
  importHtcds,
  personOf,
  type RequestConsent,
  renewIds,
  selectFields,
} from "@safepassage/htcds";
import type { ConsentRecord } from "@safepassage/schema";

/** What {@link draftOfCase} reads beside the case. */
export interface CaseFile {
  readonly csv: string;
  /** How your agency stands behind its file. */
  readonly statement: ImportStatement;
  /** Reads a consent record that your agency keeps, by the name that a request has for it. */
  readonly readRecord: (name: string) => ConsentRecord;
  /** The day on which the file says so: `2026-11-24`. */
  readonly today: string;
  /** Whether the registry is one of tests, which admits invented countries. */
  readonly test: boolean;
}

/** What a caseworker's request asks to be sent of one case of a file. */
export async function draftOfCase(
  { csv, statement, readRecord, today, test }: CaseFile,
  request: CaseRequest,
): Promise<DraftRequest> {
  const random = (length: number) => randomBytes(length);
  const evaluation = { ...statement.evaluation, asOf: today.slice(0, 7) };

  const imported = await importHtcds(csv, { ...statement, asOf: today, random, test });
  const found = findCase(imported, request.case); // stops where the row is another person's now
  const whole = applyAdditions(found.groups, request.additions, { evaluation, random, test });
  const asked = selectFields(whole, request.asks ?? [], request.precision);
  const body = renewIds(asked, random); // each recipient gets ids of its own

  const { recipient, purpose, messageType, legalBases, agreement, conditions, consent } = request;
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  const person = personOf(request.case);
  return {
    ...{ recipient, purpose, messageType, legalBases: [...legalBases], agreement },
    officer: { id: "staff-0042", assurance: 2 },
    body: { ...body },
    clear: { "env.handling.conditions": [...conditions] },
    consents: consent === null ? [] : [{ subject, ...consentOf(consent, readRecord) }],
    ...(person && { people: { [subject]: person } }),
  };
}

/** What the recipient learns about a consent: all that its record says, or less. It is signed when the draft is prepared. */
function consentOf({ record, scope }: RequestConsent, readRecord: CaseFile["readRecord"]) {
  const kept = typeof record === "string" ? readRecord(record) : record;
  return { record: kept, ...(scope && { scope: [...scope] }) };
}
