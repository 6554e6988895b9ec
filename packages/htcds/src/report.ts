import type { FileColumn } from "./header.ts";
import type { HtcdsProblem } from "./problem.ts";
import type { Normalisation, RowReader } from "./row.ts";
import { findCrosswalk, LEFT_REASONS, type LeftReason } from "./standard.ts";

/** What became of a file. Holds column names and counts, never the content of a cell. */
export interface ImportReport {
  readonly rows: number;
  readonly imported: number;
  readonly refused: number;
  /** Columns of the file that were taken, with the fields they went to. */
  readonly mapped: readonly { readonly column: string; readonly to: readonly string[] }[];
  /** Every column of which anything stayed behind, in the order of the file. */
  readonly leftBehind: readonly LeftColumn[];
  /** What was changed in cells before they were read. */
  readonly normalised: readonly {
    readonly column: string;
    readonly kind: Normalisation;
    readonly rows: number;
  }[];
  /** The first {@link MAX_PROBLEMS} findings. */
  readonly problems: readonly HtcdsProblem[];
  readonly problemCount: number;
}

/** One column left behind, wholly or in some rows. */
export interface LeftColumn {
  readonly column: string;
  readonly reason: LeftReason;
  /** One sentence for a person. */
  readonly why: string;
  /** Rows that had content there. */
  readonly rows: number;
}

/** Findings that a report holds at most; the rest is counted. */
export const MAX_PROBLEMS = 1_000;

/** Adds up rows; what it keeps does not grow with their number. */
export interface ReportBuilder {
  addProblem(problem: HtcdsProblem): void;
  addRow(row: RowReader, isImported: boolean): void;
  /** A row refused before its cells were read. */
  addUnread(problem: HtcdsProblem): void;
  build(): ImportReport;
}

/** Makes an empty report over the columns of a file. */
export function createReportBuilder(columns: readonly FileColumn[]): ReportBuilder {
  const left = new Map<string, { column: string; reason: LeftReason; rows: number }>();
  const normalised = new Map<string, { column: string; kind: Normalisation; rows: number }>();
  const problems: HtcdsProblem[] = [];
  const counts = { rows: 0, imported: 0, problems: 0 };
  for (const { column, left: reason } of columns) {
    if (reason !== null) left.set(`${column} ${reason}`, { column, reason, rows: 0 });
  }

  const builder: ReportBuilder = {
    addProblem(problem) {
      counts.problems++;
      if (problems.length < MAX_PROBLEMS) problems.push(problem);
    },
    addUnread(problem) {
      counts.rows++;
      builder.addProblem(problem);
    },
    addRow(row, isImported) {
      counts.rows++;
      if (isImported) counts.imported++;
      for (const problem of row.problems) builder.addProblem(problem);
      for (const { column, reason, hadValue } of row.left) {
        const key = `${column} ${reason}`;
        const entry = left.get(key) ?? { column, reason, rows: 0 };
        left.set(key, entry);
        if (hadValue) entry.rows++;
      }
      const kinds = new Map(row.normalisations.map((one) => [`${one.column} ${one.kind}`, one]));
      for (const [key, { column, kind }] of kinds) {
        const entry = normalised.get(key) ?? { column, kind, rows: 0 };
        normalised.set(key, entry);
        entry.rows++;
      }
    },
    build: () => ({
      rows: counts.rows,
      imported: counts.imported,
      refused: counts.rows - counts.imported,
      mapped: columns.flatMap(({ column }) => {
        const to = findCrosswalk(column)?.to;
        return to === null || to === undefined ? [] : [{ column, to }];
      }),
      leftBehind: columns.flatMap(({ column }) =>
        [...left.values()]
          .filter((entry) => entry.column === column)
          .map(({ reason, rows }) => ({ column, reason, why: explain(column, reason), rows })),
      ),
      normalised: [...normalised.values()],
      problems,
      problemCount: counts.problems,
    }),
  };
  return builder;
}

function explain(column: string, reason: LeftReason): string {
  const entry = findCrosswalk(column);
  const why = entry?.why ?? "Nothing is known about what it holds.";
  const isWhole = entry === undefined || entry.left === reason;
  return isWhole ? why : `In some rows ${LEFT_REASONS[reason]}. ${why}`;
}
