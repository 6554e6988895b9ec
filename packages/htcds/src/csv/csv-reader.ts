import type { ImportLimits } from "../source/case-source.ts";
import {
  countLines,
  createRowSource,
  type ReadFault,
  type ReadRow,
  type RowSource,
} from "../source/read-row.ts";
import { QUOTE, readQuotedRow } from "./csv-row.ts";

/** Separators that a CSV file may use between cells. */
export type Separator = "," | ";" | "\t";

/**
 * Creates a reader of CSV: RFC 4180 quoting, lines ending in LF or CRLF, empty lines skipped.
 *
 * A row that cannot be read is one fault, and reading continues. After a stray quotation mark it
 * continues at the next line that begins a row with as many cells as the first; after a row beyond the
 * limit, behind that row. Everything in between is skipped and never held in memory.
 */
export function createCsvReader(
  { rowCharacters, cellCharacters }: ImportLimits,
  separator: Separator,
): RowSource<readonly string[]> {
  let text = "";
  let at = 0;
  let line = 1;
  let isLast = false;
  let rows: ReadRow<readonly string[]>[] = [];
  /** Number of cells in the first row. */
  let width: number | undefined;
  /**
   * Whether the reader searches for a row after a stray quotation mark.
   *
   * The search reads no line more than twice: a quoted cell opened on a line with an odd number of
   * quotation marks ends or fails at the next such line, and each line between is complete.
   */
  let isLost = false;
  /** What is being skipped: the rest of a line, or the rest of a quoted cell and then of its line. */
  let passing: "nothing" | "line" | "quoted" = "nothing";
  // The next line end and quotation mark, searched once for all rows before them.
  let lineEnd = -1;
  let quote = -1;

  const find = (sign: string): number => {
    const found = text.indexOf(sign, at);
    return found < 0 ? text.length : found;
  };

  const passLine = (): void => {
    const end = find("\n");
    at = Math.min(text.length, end + 1);
    if (end === text.length) return;
    line++;
    passing = "nothing";
  };

  /** Skips a quoted cell. Returns false if more of the file is needed. */
  const passQuoted = (): boolean => {
    const end = find('"');
    line += countLines(text.slice(at, end));
    at = end;
    if (end === text.length) return true;
    // The next piece may begin with a second quotation mark.
    if (end + 1 === text.length && !isLast) return false;
    const isTwice = text.charCodeAt(end + 1) === QUOTE;
    at += isTwice ? 2 : 1;
    if (!isTwice) passing = "line";
    return true;
  };

  const fail = (fault: ReadFault): void => {
    if (!isLost) rows.push({ line, fault });
  };

  /** Refuses a row with a stray quotation mark. */
  const lose = (cell: number, expected: string): void => {
    fail({ code: "HTCDS_ROW_MALFORMED", cell, expected });
    isLost = true;
    passing = "line";
  };

  const failLarge = (cell: number, isCell: boolean): void => {
    const expected = isCell
      ? `at most ${cellCharacters} characters`
      : `at most ${rowCharacters} characters in a row`;
    fail({
      code: isCell ? "HTCDS_CELL_TOO_LARGE" : "HTCDS_ROW_TOO_LARGE",
      cell: isCell ? cell : -1,
      expected,
    });
  };

  const passOver = (cell: number, cellStart: number, isQuoted: boolean): void => {
    failLarge(cell, text.length - cellStart > cellCharacters);
    line += countLines(text.slice(at, cellStart));
    at = isQuoted ? cellStart + 1 : cellStart;
    passing = isQuoted ? "quoted" : "line";
  };

  const accept = (cells: readonly string[], end: number, lines: number): void => {
    if (isLost && cells.length !== width) {
      passing = "line";
      return;
    }
    isLost = false;
    width ??= cells.length;
    if (end - at <= rowCharacters) {
      rows.push({ line, row: cells });
    } else {
      const large = cells.findIndex(({ length }) => length > cellCharacters);
      failLarge(large, large >= 0);
    }
    line += lines;
    at = end;
  };

  /** Reads a row with quotation marks. Returns false if more of the file is needed. */
  const readQuoted = (): boolean => {
    const found = readQuotedRow(text, at, separator, isLast);
    const isTooLong = text.length - at > rowCharacters;
    if (found.kind === "row") accept(found.cells, found.end, found.lines);
    else if (found.kind === "fault") lose(found.cell, found.expected);
    else if (isLast || (isTooLong && isLost)) lose(found.cell, CLOSING);
    else if (isTooLong) passOver(found.cell, found.cellStart, found.isQuoted);
    else return false;
    return true;
  };

  /** Reads one row. Returns false if more of the file is needed. */
  const readRow = (): boolean => {
    if (lineEnd < at) lineEnd = find("\n");
    if (quote < at) quote = find('"');
    if (quote < lineEnd) return readQuoted();
    if (lineEnd === text.length && !isLast) {
      if (text.length - at <= rowCharacters) return false;
      const cells = text.slice(at).split(separator);
      const large = cells.findIndex(({ length }) => length > cellCharacters);
      passOver(Math.max(0, large), large < 0 ? text.length : at, false);
      return true;
    }
    const end = text.charCodeAt(lineEnd - 1) === CR && lineEnd > at ? lineEnd - 1 : lineEnd;
    if (end === at) passing = "line";
    else accept(text.slice(at, end).split(separator), Math.min(text.length, lineEnd + 1), 1);
    return true;
  };

  return createRowSource((piece, isEnd) => {
    text = piece;
    isLast = isEnd;
    at = 0;
    rows = [];
    lineEnd = -1;
    quote = -1;
    let isGoing = true;
    while (isGoing && at < text.length) {
      if (passing === "line") passLine();
      else if (passing === "quoted") isGoing = passQuoted();
      else isGoing = readRow();
    }
    if (isLast && passing === "quoted") {
      rows.push({ line, fault: { code: "HTCDS_FILE_CUT", cell: -1, expected: CLOSING } });
    }
    return { rows, at };
  });
}

const CR = 0x0d;
const CLOSING = "a quotation mark that ends the cell";
