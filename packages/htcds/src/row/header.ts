import { HtcdsError } from "../errors/htcds-error.ts";
import type { HtcdsProblem } from "../errors/problem.ts";
import { looseName } from "../standard/standard.ts";
import { type Columns, createColumns, findColumn, shownName } from "./columns.ts";

/** Finds the columns of the standard in a header, by id or by label. */
export function readHeader(
  cells: readonly string[],
  caseIdColumn?: string,
): {
  readonly columns: Columns;
  readonly problems: readonly HtcdsProblem[];
} {
  const found = cells.map((cell) => findColumn(cell));
  const columns = createColumns(caseIdColumn);
  const known = cells.filter(
    (cell, index) => found[index] !== undefined || columns.isCaseId(cell),
  ).length;
  if (known === 0 && cells.some((cell) => /[;\t|,]/.test(cell))) {
    const message = "line 1: expected the columns to be separated as the import was told";
    throw new HtcdsError("HTCDS_SEPARATOR_WRONG", message);
  }
  // With this few known names the line may be a row of cases, so none of it may be shown.
  if (known * 2 < cells.length || known === 0) {
    throw new HtcdsError(
      "HTCDS_HEADER_MISSING",
      `${known} of ${cells.length} cells of line 1 name a column of HTCDS 2.0; JSON begins with [ or {`,
    );
  }
  const problems: HtcdsProblem[] = [];
  const seen = new Map<string, number>();
  cells.forEach((cell, index) => {
    const match = found[index];
    if (match === "ambiguous") {
      const message = `line 1, column ${index + 1}: expected a field id, several fields have this label`;
      throw new HtcdsError("HTCDS_COLUMN_AMBIGUOUS", message);
    }
    const column = match?.column ?? shownName(cell, index + 1);
    // Compared by the real name, because the shown one may be only a position.
    const name = looseName(columns.isCaseId(cell) ? cell : column);
    const first = seen.get(name);
    if (first !== undefined) {
      const message = `line 1, column ${index + 1}: the same field as column ${first}`;
      throw new HtcdsError("HTCDS_COLUMN_REPEATED", message);
    }
    seen.set(name, index + 1);
    columns.add(column, match !== undefined, cell);
    if (match === undefined && !columns.isCaseId(cell)) {
      problems.push({ line: 1, column, expected: COLUMN_EXPECTED, code: "HTCDS_COLUMN_UNKNOWN" });
    }
  });
  return { columns, problems };
}

/** What is expected in the place of an unknown column name. */
export const COLUMN_EXPECTED = "a field id or label of HTCDS 2.0";
