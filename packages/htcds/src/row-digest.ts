import { canonicalDigest, type JsonObject } from "@safepassage/core";
import type { Columns } from "./columns.ts";

/**
 * Digest of all that a row holds: it changes with every cell, and neither with the place of the row
 * nor with the order of the columns. Empty cells do not count.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function digestOfCells({ all }: Columns, cells: readonly string[]): string {
  const filled = all.flatMap(({ column }, index) => {
    const cell = cells[index] ?? "";
    return cell === "" ? [] : [[column, cell] as const];
  });
  return canonicalDigest(Object.fromEntries(filled));
}

/** Digest of one object of a JSON file, as it stands there. */
export function digestOfObject(object: JsonObject): string {
  return canonicalDigest(object);
}

/** Digest of a case id: what accounts and case lines have in its place. */
export function digestOfCaseId(id: string): string {
  return canonicalDigest({ caseId: id });
}

/** A case id as it is compared: composed, without spaces at its ends. */
export function cleanCaseId(cell: string): string {
  return cell.normalize("NFC").trim();
}
