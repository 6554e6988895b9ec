import { countLines } from "../source/read-row.ts";

/** Result of reading a row with quotation marks. Positions are indexes into the text. */
export type QuotedRow =
  | {
      readonly kind: "row";
      readonly cells: readonly string[];
      readonly end: number;
      readonly lines: number;
    }
  | {
      readonly kind: "fault";
      readonly cell: number;
      readonly expected: string;
    }
  /** The text ends before the row does. */
  | {
      readonly kind: "open";
      readonly cell: number;
      readonly cellStart: number;
      readonly isQuoted: boolean;
    };

/**
 * Reads one row by RFC 4180: a cell is quoted as a whole or not at all, and a quotation mark in a quoted
 * cell is doubled.
 *
 * @param isLast - Whether the end of the text is the end of the file, which ends a row.
 * @see RFC 4180, Section 2
 */
export function readQuotedRow(
  text: string,
  start: number,
  separator: string,
  isLast: boolean,
): QuotedRow {
  const comma = separator.charCodeAt(0);
  const cells: string[] = [];
  let lines = 1;
  let at = start;
  for (;;) {
    const cell = cells.length;
    const isQuoted = text.charCodeAt(at) === QUOTE;
    const end = isQuoted ? endOfQuoted(text, at, isLast) : endOfPlain(text, at, comma, isLast);
    if (end < 0) return { kind: "open", cell, cellStart: at, isQuoted };
    const content = isQuoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
    const hasQuote = content.includes('"');
    if (isQuoted) lines += countLines(content);
    else if (hasQuote) return { kind: "fault", cell, expected: UNQUOTED };
    cells.push(hasQuote ? content.replaceAll('""', '"') : content);

    const next = behindCell(text, end, comma, isLast);
    if (next === "open") return { kind: "open", cell, cellStart: at, isQuoted };
    if (next === "fault") return { kind: "fault", cell, expected: BEHIND };
    if (next.isRowEnd) return { kind: "row", cells, end: next.at, lines };
    at = next.at;
  }
}

/** Reads what follows a cell: a separator, a line end, or the end of the file. */
function behindCell(
  text: string,
  end: number,
  comma: number,
  isLast: boolean,
): { readonly at: number; readonly isRowEnd: boolean } | "open" | "fault" {
  const sign = text.charCodeAt(end);
  if (sign === comma) return { at: end + 1, isRowEnd: false };
  if (sign === LF) return { at: end + 1, isRowEnd: true };
  if (sign === CR && text.charCodeAt(end + 1) === LF) return { at: end + 2, isRowEnd: true };
  if (end === text.length) return isLast ? { at: end, isRowEnd: true } : "open";
  return sign === CR && end + 1 === text.length && !isLast ? "open" : "fault";
}

/** Position after a quoted cell; -1 if the text ends first. */
function endOfQuoted(text: string, start: number, isLast: boolean): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
  // The next piece may begin with a second quotation mark.
  return end < 0 || (end + 1 === text.length && !isLast) ? -1 : end + 1;
}

/** Position after an unquoted cell; -1 if the text ends first. */
function endOfPlain(text: string, start: number, comma: number, isLast: boolean): number {
  for (let end = start; end < text.length; end++) {
    const sign = text.charCodeAt(end);
    if (sign === comma) return end;
    if (sign === LF) return end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
  }
  return isLast ? text.length : -1;
}

export const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const UNQUOTED = "a cell with a quotation mark to be quoted";
const BEHIND = "a separator or a line end behind the quoted cell";
