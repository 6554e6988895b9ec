import { canonicalDigest, type JsonObject } from "@safepassage/core";
import { createCsvReader, type Separator } from "../csv/csv-reader.ts";
import { HtcdsError } from "../errors/htcds-error.ts";
import { HTCDS_PROBLEMS, type HtcdsProblem } from "../errors/problem.ts";
import { createJsonReader } from "../json/json-reader.ts";
import { type CaseSource, type ImportLimits, readTexts } from "../source/case-source.ts";
import type { ReadFault, ReadRow, RowSource } from "../source/read-row.ts";
import { type Columns, createColumns } from "./columns.ts";
import { readHeader } from "./header.ts";
import { type JsonCells, toCells } from "./json-cells.ts";
import { createRowDigest } from "./row-digest.ts";

/** One row of a CSV or JSON file. */
export type CaseRow =
  | (Pick<JsonCells, "cells" | "events" | "refused"> & {
      readonly line: number;
      /** Digest of its content. */
      readonly digest: string;
    })
  /** A row that cannot be read. */
  | { readonly line: number; readonly unread: HtcdsProblem }
  /** A problem that does not belong to a row. */
  | { readonly line: number; readonly between: HtcdsProblem };

/** An opened file. CSV columns are known at once; JSON columns become known while reading. */
export interface CaseRows {
  readonly columns: Columns;
  /** Problems of the header. */
  readonly problems: readonly HtcdsProblem[];
  readonly batches: AsyncIterable<readonly CaseRow[]>;
}

/** Options of {@link readCaseRows}. */
export interface ReadOptions {
  readonly limits: ImportLimits;
  readonly separator: Separator;
  /** The file's name for its column of case ids. */
  readonly caseIdColumn?: string | undefined;
}

/**
 * Opens a file: as JSON if it begins with a bracket or brace, which no header does, otherwise as CSV.
 *
 * @throws {@link HtcdsError} if the file is empty or its header cannot be used.
 */
export async function readCaseRows(source: CaseSource, options: ReadOptions): Promise<CaseRows> {
  const texts = readTexts(source);
  let first = "";
  for (;;) {
    const step = await texts.next();
    if (step.done === true) break;
    first += step.value;
    // Only what is new is looked at: the file may come in many small pieces.
    if (/\S/.test(step.value)) break;
    if (first.length > options.limits.rowCharacters) first = "";
  }
  const sign = first.trimStart().charAt(0);
  if (sign === "") throw new HtcdsError("HTCDS_HEADER_MISSING", "the file is empty");
  const { limits, separator } = options;
  return sign === "[" || sign === "{"
    ? openJson(readRows(first, texts, createJsonReader(limits)), options)
    : openCsv(readRows(first, texts, createCsvReader(limits, separator)), options);
}

async function* readRows<R>(
  first: string,
  texts: AsyncIterable<string>,
  reader: RowSource<R>,
): AsyncGenerator<readonly ReadRow<R>[]> {
  yield reader.push(first);
  for await (const text of texts) yield reader.push(text);
  yield reader.end();
}

async function openCsv(
  batches: AsyncGenerator<readonly ReadRow<readonly string[]>[]>,
  { limits, caseIdColumn }: ReadOptions,
): Promise<CaseRows> {
  let rest: readonly ReadRow<readonly string[]>[] = [];
  while (rest.length === 0) {
    const step = await batches.next();
    if (step.done === true) throw new HtcdsError("HTCDS_HEADER_MISSING", "the file is empty");
    rest = step.value;
  }
  const [header] = rest as [ReadRow<readonly string[]>];
  if ("fault" in header) {
    const isLarge = header.fault.code !== "HTCDS_ROW_MALFORMED";
    const place = `line ${header.line}, column ${Math.max(1, header.fault.cell + 1)}`;
    throw isLarge
      ? new HtcdsError("HTCDS_HEADER_TOO_LARGE", `${place}: expected ${header.fault.expected}`)
      : new HtcdsError("HTCDS_CSV_MALFORMED", `${place}: expected ${header.fault.expected}`);
  }
  if (header.row.length > limits.columns) {
    throw new HtcdsError("HTCDS_TOO_MANY_COLUMNS", `more than ${limits.columns} columns`);
  }
  const { columns, problems } = readHeader(header.row, caseIdColumn);
  const digestOf = createRowDigest(columns);
  const toRow = (found: ReadRow<readonly string[]>): CaseRow => {
    if ("fault" in found) return refuse(found.line, found.fault, columns);
    const problem = findRowProblem(found.line, found.row, columns, limits);
    if (problem !== undefined) return { line: found.line, unread: problem };
    const digest = digestOf(found.row);
    return { line: found.line, digest, cells: found.row, events: NONE, refused: NONE };
  };
  async function* rows(): AsyncGenerator<readonly CaseRow[]> {
    yield rest.slice(1).map(toRow);
    for await (const batch of batches) yield batch.map(toRow);
  }
  return { columns, problems, batches: rows() };
}

function openJson(
  batches: AsyncIterable<readonly ReadRow<JsonObject>[]>,
  { limits, caseIdColumn }: ReadOptions,
): CaseRows {
  const columns = createColumns(caseIdColumn);
  const toRows = (found: ReadRow<JsonObject>): readonly CaseRow[] => {
    const { line } = found;
    if ("fault" in found) return [refuse(line, found.fault, columns)];
    const read = toCells(found.row, line, columns, limits);
    if ("code" in read) return [{ line, unread: { line, ...read } }];
    const { cells, events, refused, problems } = read;
    return [
      ...problems.map((problem) => ({ line, between: problem })),
      { line, digest: canonicalDigest(found.row), cells, events, refused },
    ];
  };
  async function* rows(): AsyncGenerator<readonly CaseRow[]> {
    for await (const batch of batches) yield batch.flatMap(toRows);
  }
  return { columns, problems: [], batches: rows() };
}

function refuse(line: number, { code, cell, expected }: ReadFault, columns: Columns): CaseRow {
  const isRow = HTCDS_PROBLEMS[code].refuses === "row";
  const column = isRow ? (columns.all[cell]?.column ?? "") : "";
  const problem = { line, column, expected, code };
  return isRow ? { line, unread: problem } : { line, between: problem };
}

/** The problem that makes a whole row unreadable, if any. */
function findRowProblem(
  line: number,
  cells: readonly string[],
  columns: Columns,
  { cellCharacters }: ImportLimits,
): HtcdsProblem | undefined {
  const { length } = columns.all;
  if (cells.length !== length) {
    const expected = `${length} cells, and there are ${cells.length}`;
    return { line, column: "", expected, code: "HTCDS_ROW_LENGTH" };
  }
  for (let index = 0; index < length; index++) {
    if ((cells[index] ?? "").length <= cellCharacters) continue;
    const column = columns.all[index]?.column ?? "";
    const expected = `at most ${cellCharacters} characters`;
    return { line, column, expected, code: "HTCDS_CELL_TOO_LARGE" };
  }
  return undefined;
}

const NONE: readonly never[] = [];
