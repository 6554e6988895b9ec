import { CTDC_VARIABLES } from "./crosswalk.ts";
import type { CtdcRow } from "./export-ctdc.ts";

/**
 * Rows as CSV: a header of the 27 variables, a comma between cells, a line feed after each line. A
 * cell of a value that is missing is empty.
 */
export function ctdcCsv(rows: readonly CtdcRow[]): string {
  const lines = rows.map((row) => CTDC_VARIABLES.map((name) => toCell(row[name])).join(","));
  return [CTDC_VARIABLES.join(","), ...lines, ""].join("\n");
}

/**
 * One cell. A spreadsheet takes `=`, `+`, `-`, `@`, a tab or a carriage return at the beginning for
 * a formula. No value of CTDC begins so; a row that was made elsewhere gets an apostrophe first.
 */
function toCell(value: string | number | undefined): string {
  if (value === undefined) return "";
  const text = String(value);
  const cell = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
