import type { RandomOctets } from "@safepassage/schema";
import {
  type ImportedCase,
  type ImportedRow,
  importRow,
  type RefusedRow,
  type RowOptions,
} from "./case/import-row.ts";
import { createValueCheck } from "./case/leaf-writer.ts";
import { createIds } from "./case/random-id.ts";
import { type ImportStatement, parseImportStatement } from "./case/statement.ts";
import type { Separator } from "./csv/csv-reader.ts";
import type { HtcdsProblem } from "./errors/problem.ts";
import { readCaseRows } from "./row/read-cases.ts";
import { type CaseEntry, createReportBuilder, type ImportReport } from "./row/report.ts";
import { createRowReader } from "./row/row.ts";
import { readCaseId } from "./row/row-digest.ts";
import { type CaseSource, DEFAULT_LIMITS, type ImportLimits } from "./source/case-source.ts";

/** What an import needs beside the file. */
export interface ImportOptions extends ImportStatement {
  /** Day for which the file is current, `YYYY-MM-DD`. Ages are computed for it. */
  readonly asOf: string;
  /** Source of random octets. It is asked for a few thousand at a time. */
  readonly random: RandomOctets;
  /** Admits the countries XA to XE, which exist only in tests. */
  readonly test?: boolean;
  readonly limits?: Partial<ImportLimits>;
  /** Separator of the cells of a CSV file. Default: a comma. */
  readonly separator?: Separator;
}

/** The cases of a file, and what became of its columns and rows. */
export interface HtcdsImport {
  readonly cases: readonly ImportedCase[];
  /** Rows that did not become a case. */
  readonly refused: readonly RefusedRow[];
  readonly report: ImportReport;
}

/**
 * Imports case records in the Human Trafficking Case Data Standard 2.0, as CSV or JSON. A CSV row, or
 * a JSON object, is one person in one case.
 *
 * Keeps all cases in memory; use {@link streamHtcds} for large files.
 *
 * @throws {@link HtcdsError} if nothing can be imported. A bad row or cell becomes a problem in the
 *   report instead, and the good rows are kept.
 * @see docs/spec/htcds.md
 */
export async function importHtcds(
  source: CaseSource,
  options: ImportOptions,
): Promise<HtcdsImport> {
  const cases: ImportedCase[] = [];
  const refused: RefusedRow[] = [];
  const rows = streamHtcds(source, options);
  for (;;) {
    const step = await rows.next();
    if (step.done === true) return { cases, refused, report: step.value };
    if ("groups" in step.value) cases.push(step.value);
    else refused.push(step.value);
  }
}

/**
 * Yields the rows of a file one by one, refused rows included, and returns the report. Uses constant
 * memory. Only a case has `groups`.
 *
 * @throws {@link HtcdsError} as {@link importHtcds}, before the first row. Errors of the source are
 *   passed on.
 */
export async function* streamHtcds(
  source: CaseSource,
  { asOf, random, test = false, limits: given, separator = ",", ...stated }: ImportOptions,
): AsyncGenerator<ImportedRow, ImportReport> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const statement = parseImportStatement(stated);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) throw new TypeError("asOf is a day, YYYY-MM-DD");
  const options: RowOptions = {
    statement,
    asOf,
    meta: { ...statement.evaluation, asOf: asOf.slice(0, 7) },
    isValue: createValueCheck(test),
    newId: createIds(random),
  };
  const { caseIdColumn } = statement;
  const file = await readCaseRows(source, { limits, separator, caseIdColumn });
  const report = createReportBuilder(file.columns);
  for (const problem of file.problems) report.addProblem(problem);
  let row = 0;
  for await (const batch of file.batches) {
    for (const found of batch) {
      if ("between" in found) {
        report.addProblem(found.between);
        continue;
      }
      row++;
      if (row > limits.rows) {
        report.addProblem(tooMany(found.line, limits));
        return report.build();
      }
      if ("unread" in found) {
        report.addUnread(found.unread);
        yield { row, line: found.line, caseIdDigest: null, problems: [found.unread] };
        continue;
      }
      const reader = createRowReader(found.line, file.columns, found.cells);
      for (const { column, code, expected } of found.refused) reader.refuse(column, code, expected);
      const others = found.events.map((cells) => reader.withEvent(cells));
      const groups = importRow(reader, others, options);
      const caseIdDigest = readCaseId(reader, file.columns, found.cells);
      const { line, left: leftBehind, problems } = reader;
      const entry: CaseEntry = {
        row,
        line,
        digest: found.digest,
        ...(caseIdDigest !== undefined && { caseIdDigest }),
      };
      report.addRow(reader, entry, groups !== undefined);
      yield groups === undefined
        ? { ...entry, problems }
        : { ...entry, groups, leftBehind, problems };
    }
  }
  return report.build();
}

function tooMany(line: number, { rows }: ImportLimits): HtcdsProblem {
  return { line, column: "", expected: `at most ${rows} rows`, code: "HTCDS_TOO_MANY_ROWS" };
}
