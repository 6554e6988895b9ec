import { LOST_CHARACTER } from "../source/case-source.ts";
import type { Cells, Columns } from "./columns.ts";
import type { RowReader } from "./row.ts";
import { cleanCaseId, digestOfCaseId } from "./row-digest.ts";

/**
 * Computes the digest of a row's case id; `undefined` if it has none, null if it cannot be read. A row
 * with an unreadable id may belong to any case, so it must not pass for a row without one.
 */
export function readCaseId(
  row: RowReader,
  { all, caseId }: Columns,
  cells: Cells,
): string | null | undefined {
  const index = caseId() ?? -1;
  const column = all[index]?.column;
  if (column === undefined) return undefined;
  const cell = cells[index] ?? "";
  if (cell.includes(LOST_CHARACTER)) {
    row.refuse(column, "HTCDS_CELL_NOT_UTF8", "characters in UTF-8");
    return null;
  }
  const id = cleanCaseId(cell);
  if (id !== "") return digestOfCaseId(id);
  const isRefused = row.problems.some((problem) => problem.column === column);
  return isRefused ? null : undefined;
}
