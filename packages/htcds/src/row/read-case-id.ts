import { LOST_CHARACTER } from "../source/case-source.ts";
import type { Columns } from "./columns.ts";
import type { RowReader } from "./row.ts";
import { cleanCaseId, digestOfCaseId } from "./row-digest.ts";

/**
 * Digest of the case id of a row; `undefined` where it has none, null where it has one that cannot
 * be read. Such a row may be of any case, and must not pass for one without an id.
 */
export function readCaseId(
  row: RowReader,
  { all, caseId }: Columns,
  cells: readonly (string | undefined)[],
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
