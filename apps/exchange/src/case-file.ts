import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import type { DraftRequest } from "@safepassage/gateway";
import {
  applyAdditions,
  type CaseRequest,
  type ImportedCase,
  importHtcds,
  type LeftBehind,
  parseCaseRequest,
  parseImportStatement,
  renewIds,
  selectFields,
} from "@safepassage/htcds";
import type { Body } from "@safepassage/schema";

/** One case of an agency's file, with what its caseworker asks for. */
export interface CaseFile {
  readonly file: string;
  readonly request: CaseRequest;
  /** All that the file and the caseworker say about the case. */
  readonly held: Body;
  /** What the caseworker would send. */
  readonly asked: Body;
  /** Columns of the file that the importer left behind. */
  readonly leftBehind: readonly LeftBehind[];
  /** Columns of the file that hold something in this row. */
  readonly columns: number;
}

/**
 * Reads a case file (CSV, Human Trafficking Case Data Standard 2.0) and a caseworker's request.
 *
 * @throws HtcdsError for a file that cannot be read; Error for a case that is not in it.
 */
export async function readCase(agency: string, requestName: string, now: Date): Promise<CaseFile> {
  const day = now.toISOString().slice(0, 10);
  const statement = parseImportStatement(parseJson(readSample(`${agency}.import.json`)));
  const request = parseCaseRequest(readRequest(requestName), { test: true });
  const file = `${agency}.csv`;
  const text = readSample(file);
  const { cases } = await importHtcds(text, { ...statement, asOf: day, random, test: true });
  const found = cases.find(({ caseId }) => caseId === request.case);
  if (found === undefined) throw new Error(`case ${request.case} is not in ${file}`);

  const evaluation = { ...statement.evaluation, asOf: day.slice(0, 7) };
  const held = renewIds(
    applyAdditions(found.groups, request.additions, { evaluation, random, test: true }),
    random,
  );
  const asked =
    request.asks === undefined ? held : selectFields(held, request.asks, request.precision);
  const { leftBehind } = found;
  return { file, request, held, asked, leftBehind, columns: filledColumns(found, text) };
}

/** The draft that the agency's case system submits to its gateway. */
export function toDraftRequest({ request, asked }: CaseFile, now: Date): DraftRequest {
  const subject = Object.keys(asked).find((gid) => asked[gid]?.kind === "subject") ?? "";
  return {
    recipient: request.recipient,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBasis: [...request.legalBases],
    agreement: request.agreement,
    officer: OFFICER,
    body: { ...asked },
    clear: { "env.handling.conditions": [...request.conditions] },
    private: {
      "private.necessity": request.necessity.flatMap(({ field, reason }) =>
        pathsOf(asked, field).map((path) => ({ path, reason })),
      ),
    },
    consents:
      request.consent === null
        ? []
        : [
            {
              ...request.consent,
              subject,
              status: "ConsentGiven",
              purposes: [request.purpose],
              recipients: [request.recipient],
              validFrom: instant(now, -30),
              validUntil: instant(now, 180),
              withdrawnAt: null,
            },
          ],
  };
}

/** The invented officer who acts for every agency here. */
export const OFFICER = { id: "officer-1", assurance: 2 };

export const random = (length: number): Uint8Array => randomBytes(length);

function pathsOf(body: Body, field: string): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.some(({ f }) => f === field) ? [`${gid}/${field}`] : [],
  );
}

/** A file of the sample, which comes with the vectors. */
function readSample(name: string): string {
  return readFileSync(new URL(import.meta.resolve(`@safepassage/vectors/htcds/${name}`)), "utf8");
}

function readRequest(name: string) {
  return parseJson(readFileSync(new URL(`../data/${name}.request.json`, import.meta.url), "utf8"));
}

/** An instant some days from now, at midnight UTC. */
export function instant(now: Date, days: number): string {
  const date = new Date(now.getTime() + days * 86_400_000);
  return `${date.toISOString().slice(0, 10)}T00:00:00Z`;
}

function filledColumns({ leftBehind }: ImportedCase, text: string): number {
  return Math.max(leftBehind.length, (text.split("\n", 1)[0] ?? "").split(",").length);
}
