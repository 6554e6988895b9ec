import { canonicalDigest, sha256Base64url } from "@safepassage/core";
import { LOST_CHARACTER } from "../source/case-source.ts";
import type { Cells, Columns } from "./columns.ts";
import type { RowReader } from "./row.ts";

/**
 * Creates a digest function for the rows of a CSV file. The digest depends on every non-empty cell, but
 * not on the position of the row or the order of the columns.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function createRowDigest({ all }: Columns): (cells: readonly string[]) => string {
  // Writes canonical JSON (RFC 8785) directly, three times as fast as the general function.
  const members = all
    .map(({ column }, index) => ({ column, index, name: `${JSON.stringify(column)}:` }))
    .toSorted((one, other) => (one.column < other.column ? -1 : 1));
  return (cells) => {
    const filled: string[] = [];
    for (const { index, name } of members) {
      const cell = cells[index] ?? "";
      if (cell !== "") filled.push(name + JSON.stringify(cell));
    }
    return sha256Base64url(`{${filled.join(",")}}`);
  };
}

/** Computes the digest of a case id, which accounts and case lines hold instead of the id. */
export function digestOfCaseId(id: string): string {
  return canonicalDigest({ caseId: id });
}

/** Normalises a case id for comparison: Unicode NFC, without spaces at its ends. */
export function cleanCaseId(cell: string): string {
  return cell.normalize("NFC").trim();
}

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
