import {
  type CsvRecord,
  type CsvSource,
  DEFAULT_LIMITS,
  type ImportLimits,
  readCsv,
} from "./csv.ts";
import { type FileColumn, readHeader } from "./header.ts";
import { HtcdsError } from "./htcds-error.ts";
import { type ImportedCase, importRow, type RowOptions } from "./import-row.ts";
import type { HtcdsProblem } from "./problem.ts";
import type { RandomOctets } from "./random-id.ts";
import { createReportBuilder, type ImportReport, type ReportBuilder } from "./report.ts";
import { createRowReader } from "./row.ts";
import { type ImportStatement, parseImportStatement } from "./statement.ts";

export interface ImportOptions extends ImportStatement {
  /** Day the file is current for, `YYYY-MM-DD`: ages are counted on it. */
  readonly asOf: string;
  readonly random: RandomOctets;
  /** Admits the countries XA to XE, which exist only in tests. */
  readonly test?: boolean;
  readonly limits?: Partial<ImportLimits>;
}

/** Cases of a file, and what became of each of its columns and rows. */
export interface HtcdsImport {
  readonly cases: readonly ImportedCase[];
  readonly report: ImportReport;
}

/**
 * Imports case records of the Human Trafficking Case Data Standard 2.0: CSV, one row a person in
 * one case, columns named by field id or label.
 *
 * Keeps all cases in memory; use {@link streamHtcds} for large files.
 *
 * @throws {@link HtcdsError} if nothing can be imported. A bad row or cell is a problem in the
 *   report instead, and the good rows are kept.
 * @see docs/spec/htcds.md
 */
export async function importHtcds(source: CsvSource, options: ImportOptions): Promise<HtcdsImport> {
  const cases: ImportedCase[] = [];
  const rows = streamHtcds(source, options);
  for (;;) {
    const step = await rows.next();
    if (step.done === true) return { cases, report: step.value };
    cases.push(step.value);
  }
}

/**
 * Yields the cases of a file one by one and returns the report; memory does not grow with the
 * number of rows.
 *
 * @throws {@link HtcdsError} as {@link importHtcds}, possibly after some cases.
 */
export async function* streamHtcds(
  source: CsvSource,
  { asOf, random, test = false, limits: given = {}, ...stated }: ImportOptions,
): AsyncGenerator<ImportedCase, ImportReport> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const statement = parseImportStatement(stated);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) throw new TypeError("asOf is a day, YYYY-MM-DD");
  const options: RowOptions = { statement, asOf, test, random };

  let file: { readonly columns: readonly FileColumn[]; readonly report: ReportBuilder } | undefined;
  let row = 0;
  for await (const record of readCsv(source, limits)) {
    if (file === undefined) {
      file = openFile(record, limits);
      continue;
    }
    row++;
    if (row > limits.rows) {
      throw new HtcdsError("HTCDS_TOO_MANY_ROWS", `more than ${limits.rows} rows`);
    }
    const problem = findRowProblem(record, file.columns, limits);
    if (problem !== undefined) {
      file.report.addUnread(problem);
      continue;
    }
    const reader = createRowReader(record.line, file.columns, record.cells);
    const groups = importRow(reader, options);
    file.report.addRow(reader, groups !== undefined);
    if (groups === undefined) continue;
    const { left: leftBehind, problems } = reader;
    yield { caseId: String(row), groups, leftBehind, problems };
  }
  if (file === undefined) throw new HtcdsError("HTCDS_HEADER_MISSING", "the file is empty");
  return file.report.build();
}

function openFile({ cells }: CsvRecord, limits: ImportLimits) {
  if (cells.length > limits.columns) {
    throw new HtcdsError("HTCDS_TOO_MANY_COLUMNS", `more than ${limits.columns} columns`);
  }
  const { columns, problems } = readHeader(cells);
  const report = createReportBuilder(columns);
  for (const problem of problems) report.addProblem(problem);
  return { columns, report };
}

/** What makes a row unreadable as a whole. */
function findRowProblem(
  { line, cells }: CsvRecord,
  columns: readonly FileColumn[],
  limits: ImportLimits,
): HtcdsProblem | undefined {
  if (cells.length !== columns.length) {
    return { line, column: "", expected: `${columns.length} cells`, code: "HTCDS_ROW_LENGTH" };
  }
  const large = cells.findIndex((cell) => cell.length > limits.cellCharacters);
  if (large < 0) return undefined;
  return {
    line,
    column: columns[large]?.column ?? "",
    expected: `at most ${limits.cellCharacters} characters`,
    code: "HTCDS_CELL_TOO_LARGE",
  };
}
