import { HTCDS_PROBLEMS, type HtcdsProblem } from "../errors/problem.ts";
import { findCrosswalk, LEFT_REASONS, type LeftReason } from "../standard/standard.ts";
import type { Columns } from "./columns.ts";
import type { Normalisation, RowReader } from "./row.ts";

/** What became of a file. Holds column names and counts, never the content of a cell. */
export interface ImportReport {
  readonly rows: number;
  readonly imported: number;
  readonly refused: number;
  /** Whether the file was well-formed and read to its end. Bad rows and cells do not count. */
  readonly complete: boolean;
  /** Mapped columns of the file, with the fields they went to. */
  readonly mapped: readonly { readonly column: string; readonly to: readonly string[] }[];
  /** Every column left behind, wholly or in part: free text first, then by reason. */
  readonly leftBehind: readonly LeftColumn[];
  /** Changes made to cells before they were read. */
  readonly normalised: readonly {
    readonly column: string;
    readonly kind: Normalisation;
    readonly rows: number;
  }[];
  /** The first {@link MAX_CASES} cases, for a request to name. */
  readonly cases: readonly CaseEntry[];
  /** The first {@link MAX_PROBLEMS} problems. */
  readonly problems: readonly HtcdsProblem[];
  readonly problemCount: number;
}

/** What a request can name a case by. */
export interface CaseEntry {
  /** Number of the row, counted from 1. */
  readonly row: number;
  /** Line of the file on which the row begins. */
  readonly line: number;
  /** Digest of the row's content. */
  readonly digest: string;
  /** Digest of its case id; absent if it has none, null if it cannot be read. */
  readonly caseIdDigest?: string | null;
}

/** One column left behind, wholly or in some rows. */
export interface LeftColumn {
  readonly column: string;
  readonly reason: LeftReason;
  /** One sentence for a person. */
  readonly why: string;
  /** Number of rows that had content there. */
  readonly rows: number;
}

/** The most problems that a report lists; further ones are only counted. */
export const MAX_PROBLEMS = 1_000;
/** The most cases that a report lists. */
export const MAX_CASES = 1_000;

/** Builds a report row by row, in constant memory. */
export interface ReportBuilder {
  addProblem(problem: HtcdsProblem): void;
  /** Adds a row whose cells were read. */
  addRow(row: RowReader, entry: CaseEntry, isImported: boolean): void;
  /** Adds a row that was refused before its cells were read. */
  addUnread(problem: HtcdsProblem): void;
  build(): ImportReport;
}

/** Creates an empty report about the columns of a file. */
export function createReportBuilder(columns: Columns): ReportBuilder {
  const left: Counts<LeftReason> = new Map();
  const normalised: Counts<Normalisation> = new Map();
  const problems: HtcdsProblem[] = [];
  const cases: CaseEntry[] = [];
  const counts = { rows: 0, imported: 0, problems: 0 };
  let complete = true;

  const builder: ReportBuilder = {
    addProblem(problem) {
      counts.problems++;
      if (problems.length < MAX_PROBLEMS) problems.push(problem);
      const { refuses } = HTCDS_PROBLEMS[problem.code];
      if (refuses === "shape" || refuses === "rest") complete = false;
    },
    addUnread(problem) {
      counts.rows++;
      builder.addProblem(problem);
    },
    addRow(row, entry, isImported) {
      counts.rows++;
      if (isImported) {
        counts.imported++;
        if (cases.length < MAX_CASES) cases.push(entry);
      }
      for (const problem of row.problems) builder.addProblem(problem);
      for (const { column, reason, hadValue } of row.left) {
        if (hadValue) countOf(left, column, reason).rows++;
      }
      const { normalisations } = row;
      normalisations.forEach(({ column, kind }, index) => {
        const first = normalisations.findIndex((one) => one.column === column && one.kind === kind);
        if (first === index) countOf(normalised, column, kind).rows++;
      });
    },
    build: () => ({
      rows: counts.rows,
      imported: counts.imported,
      refused: counts.rows - counts.imported,
      complete,
      mapped: columns.all.flatMap(({ column }) => {
        const to = findCrosswalk(column)?.to;
        return to === null || to === undefined ? [] : [{ column, to }];
      }),
      leftBehind: REASONS.flatMap((reason) =>
        columns.all.flatMap(({ column, left: whole }) => {
          const rows = left.get(column)?.get(reason)?.rows ?? 0;
          const isNamed = rows > 0 || whole === reason;
          return isNamed ? [{ column, reason, why: explain(column, reason), rows }] : [];
        }),
      ),
      normalised: columns.all.flatMap(({ column }) =>
        [...(normalised.get(column) ?? [])].map(([kind, { rows }]) => ({ column, kind, rows })),
      ),
      cases,
      problems,
      problemCount: counts.problems,
    }),
  };
  return builder;
}

/** Rows by column and kind. */
type Counts<K> = Map<string, Map<K, { rows: number }>>;

/** The counter of a column and kind, created if missing. */
function countOf<K>(counts: Counts<K>, column: string, kind: K) {
  const kinds = counts.get(column) ?? new Map<K, { rows: number }>();
  if (kinds.size === 0) counts.set(column, kinds);
  const count = kinds.get(kind) ?? { rows: 0 };
  if (count.rows === 0) kinds.set(kind, count);
  return count;
}

function explain(column: string, reason: LeftReason): string {
  if (reason === "caseId") return "Names the case within the agency; accounts have its digest.";
  const entry = findCrosswalk(column);
  const why = entry?.why ?? "Nothing is known about what it holds.";
  const isWhole = entry === undefined || entry.left === reason;
  return isWhole ? why : `In some rows ${LEFT_REASONS[reason]}. ${why}`;
}

/** In the order in which a person should look at them, `freeText` first. */
const REASONS = Object.keys(LEFT_REASONS) as readonly LeftReason[];
