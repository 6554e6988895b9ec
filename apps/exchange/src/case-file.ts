import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DraftRequest } from "@safepassage/agency";
import { parseJson } from "@safepassage/core";
import {
  applyAdditions,
  type CaseRequest,
  findCase,
  type ImportedCase,
  importHtcds,
  type LeftBehind,
  parseCaseRequest,
  parseImportStatement,
  renewIds,
  selectFields,
} from "@safepassage/htcds";
import type { Body, ConsentRecord } from "@safepassage/schema";
import { readConsentRecord } from "./draft-file.ts";

/** One case of an agency's file, with what its caseworker asks for. */
export interface CaseFile {
  readonly file: string;
  readonly request: CaseRequest;
  /** The consent record that the request names. */
  readonly record: ConsentRecord | undefined;
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
 * @throws HtcdsError for a file that cannot be read, and for a case that is not in it as it was.
 */
export async function readCase(agency: string, requestName: string, now: Date): Promise<CaseFile> {
  const day = now.toISOString().slice(0, 10);
  const statement = parseImportStatement(parseJson(readSample(`${agency}.import.json`)));
  const request = parseCaseRequest(readRequest(requestName), { test: true });
  const file = `${agency}.csv`;
  const text = readSample(file);
  const imported = await importHtcds(text, { ...statement, asOf: day, random, test: true });
  const found = findCase(imported, request.case);

  const evaluation = { ...statement.evaluation, asOf: day.slice(0, 7) };
  const held = renewIds(
    applyAdditions(found.groups, request.additions, { evaluation, random, test: true }),
    random,
  );
  const asked =
    request.asks === undefined ? held : selectFields(held, request.asks, request.precision);
  const { leftBehind } = found;
  const named = request.consent?.record;
  const record = typeof named === "string" ? readConsentRecord(named, now) : named;
  return { file, request, record, held, asked, leftBehind, columns: filledColumns(found, text) };
}

/** The draft that the agency's case system submits to its gateway. */
export function toDraftRequest({ request, record, asked }: CaseFile): DraftRequest {
  const subject = Object.keys(asked).find((gid) => asked[gid]?.kind === "subject") ?? "";
  return {
    recipient: request.recipient,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBases: [...request.legalBases],
    agreement: request.agreement,
    officer: OFFICER,
    body: { ...asked },
    clear: { "env.handling.conditions": [...request.conditions] },
    private: {
      "private.necessity": request.necessity.flatMap(({ field, reason }) =>
        pathsOf(asked, field).map((path) => ({ path, reason })),
      ),
    },
    consents: record === undefined ? [] : [{ subject, record }],
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

function filledColumns({ leftBehind }: ImportedCase, text: string): number {
  return Math.max(leftBehind.length, (text.split("\n", 1)[0] ?? "").split(",").length);
}
