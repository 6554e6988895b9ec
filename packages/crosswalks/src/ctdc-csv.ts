import { CTDC_VARIABLES } from "./crosswalk.ts";
import type { CtdcRow } from "./export-ctdc.ts";

/**
 * Writes rows as CSV: a header of the 27 variables, commas between cells, a line feed after each line,
 * and an empty cell for a missing value.
 */
export function ctdcCsv(rows: readonly CtdcRow[]): string {
  const lines = rows.map((row) => CTDC_VARIABLES.map((name) => toCell(row[name])).join(","));
  return [CTDC_VARIABLES.join(","), ...lines, ""].join("\n");
}

/**
 * Writes one cell. Spreadsheets run a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
 * return as a formula. No value of CTDC does; a cell from elsewhere that does gets an apostrophe.
 */
function toCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  const text = String(value);
  const cell = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
