import { canonicalDigest, type JsonObject, sha256Base64url } from "@safepassage/core";
import type { Columns } from "./columns.ts";

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

/** Computes the digest of one object of a JSON file. */
export function digestOfObject(object: JsonObject): string {
  return canonicalDigest(object);
}

/** Computes the digest of a case id, which accounts and case lines hold instead of the id. */
export function digestOfCaseId(id: string): string {
  return canonicalDigest({ caseId: id });
}

/** Normalises a case id for comparison: Unicode NFC, without spaces at its ends. */
export function cleanCaseId(cell: string): string {
  return cell.normalize("NFC").trim();
}
