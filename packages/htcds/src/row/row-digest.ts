import { canonicalDigest, type JsonObject, sha256Base64url } from "@safepassage/core";
import type { Columns } from "./columns.ts";

/**
 * Makes the digest of the rows of a CSV file: of all that a row holds. It changes with every cell, and
 * neither with the place of the row nor with the order of the columns. Empty cells do not count.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function createRowDigest({ all }: Columns): (cells: readonly string[]) => string {
  // The canonical JSON of texts (RFC 8785), written at once: three times as fast as of any object.
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
