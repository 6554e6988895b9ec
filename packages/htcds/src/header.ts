import { HtcdsError } from "./htcds-error.ts";
import type { HtcdsProblem } from "./problem.ts";
import { findCrosswalk, HTCDS_FIELDS, type LeftReason, looseName } from "./standard.ts";

/** One column of a file: of the standard, or unknown. */
export interface FileColumn {
  /** Column of the standard; for others the header's text, cleaned, or `column <n>`. */
  readonly column: string;
  readonly known: boolean;
  /** Why the whole column stays behind, or null for one that is mapped. */
  readonly left: LeftReason | null;
}

/**
 * Finds the columns of the standard in a header, by id or by label.
 *
 * @throws {@link HtcdsError} `HTCDS_SEPARATOR_WRONG`, `HTCDS_HEADER_MISSING`,
 *   `HTCDS_COLUMN_AMBIGUOUS`, `HTCDS_COLUMN_REPEATED`.
 */
export function readHeader(cells: readonly string[]): {
  readonly columns: readonly FileColumn[];
  readonly problems: readonly HtcdsProblem[];
} {
  const found = cells.map((cell) => COLUMNS.get(looseName(cell)));
  const known = found.filter((column) => column !== undefined).length;
  if (known === 0 && cells.some((cell) => /[;\t|]/.test(cell))) {
    throw new HtcdsError("HTCDS_SEPARATOR_WRONG", "expected a comma between the columns on line 1");
  }
  // Mostly unknown names: this line may be a row of cases, and nothing of it may be shown.
  if (known * 2 < cells.length || known === 0) {
    throw new HtcdsError(
      "HTCDS_HEADER_MISSING",
      `${known} of ${cells.length} cells of line 1 name a column of HTCDS 2.0`,
    );
  }
  const columns: FileColumn[] = [];
  const problems: HtcdsProblem[] = [];
  const seen = new Set<string>();
  cells.forEach((cell, index) => {
    const match = found[index];
    if (match === AMBIGUOUS) {
      throw new HtcdsError("HTCDS_COLUMN_AMBIGUOUS", `column ${index + 1} on line 1`);
    }
    const column = match ?? unknownName(cell, index);
    if (seen.has(looseName(column))) {
      throw new HtcdsError("HTCDS_COLUMN_REPEATED", `column ${index + 1} on line 1`);
    }
    seen.add(looseName(column));
    const left = match === undefined ? "unknownColumn" : (findCrosswalk(match)?.left ?? null);
    columns.push({ column, known: match !== undefined, left });
    if (match === undefined) {
      problems.push({ line: 1, column, expected: EXPECTED, code: "HTCDS_COLUMN_UNKNOWN" });
    }
  });
  return { columns, problems };
}

/** The header's own text where it looks like a name, else the position. */
function unknownName(cell: string, index: number): string {
  const text = cell.trim();
  return /^[A-Za-z][A-Za-z0-9 _./-]{0,63}$/.test(text) ? text : `column ${index + 1}`;
}

/** Rows by loose id and loose label; a label that several rows have is ambiguous. */
function columnNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { column, label } of HTCDS_FIELDS) {
    for (const name of new Set([
      looseName(label),
      looseName(label.replace(/^EXAMPLE QUESTION/, "")),
    ])) {
      if (name !== "") names.set(name, names.has(name) ? AMBIGUOUS : column);
    }
  }
  // Ids last: an id that is also the label of another row means the row with the id.
  for (const { column } of HTCDS_FIELDS) names.set(looseName(column), column);
  return names;
}

const AMBIGUOUS = "";
const EXPECTED = "a field id or label of HTCDS 2.0";
const COLUMNS = columnNames();
