import { canonicalJson, type JsonObject, sha256Base64url } from "@safepassage/core";
import type { FileColumn } from "./columns.ts";

/**
 * Digest of all that a row holds: it changes with every cell, and neither with the place of the row
 * nor with the order of the columns. Empty cells do not count.
 *
 * @see docs/spec/htcds.md#which-case
 */
export function digestOfCells(columns: readonly FileColumn[], cells: readonly string[]): string {
  const content: Record<string, string> = Object.create(null);
  columns.forEach(({ column }, index) => {
    const cell = cells[index] ?? "";
    if (cell !== "") content[column] = cell;
  });
  return sha256Base64url(canonicalJson(content));
}

/** Digest of one object of a JSON file, as it stands there. */
export function digestOfObject(object: JsonObject): string {
  return sha256Base64url(canonicalJson(object));
}

/** Digest of a case id: what accounts and case lines have in its place. */
export function digestOfCaseId(id: string): string {
  return sha256Base64url(canonicalJson({ caseId: id }));
}
