import type { HtcdsProblemCode } from "../errors/problem.ts";

/** Why a row cannot be read. Never holds its content. */
export interface ReadFault {
  readonly code: HtcdsProblemCode;
  /** Index of the cell; -1 if the fault is not about a single cell. */
  readonly cell: number;
  /** What was expected instead, one phrase. */
  readonly expected: string;
}

/** One row, or why it cannot be read, with the line on which it begins. */
export type ReadRow<R> =
  | { readonly line: number; readonly row: R }
  | { readonly line: number; readonly fault: ReadFault };

/** Splits pieces of text into rows. Holds at most one row and one piece. */
export interface RowSource<R> {
  /** Returns the rows that end in this piece. */
  push(piece: string): readonly ReadRow<R>[];
  /** Returns the rows that only the end of the file ends. */
  end(): readonly ReadRow<R>[];
}

/**
 * Reads the rows of a text. Returns them and the index of the first character that is still needed.
 *
 * @param isLast - Whether the end of the text is the end of the file.
 */
export type ReadRows<R> = (
  text: string,
  isLast: boolean,
) => { readonly rows: readonly ReadRow<R>[]; readonly at: number };

/** Creates a source of rows. What a piece leaves unread is read again with the next one. */
export function createRowSource<R>(readRows: ReadRows<R>): RowSource<R> {
  let unread = "";
  /** Characters to wait for before an incomplete row is read again. */
  let enough = 0;
  const readOn = (piece: string, isLast: boolean): readonly ReadRow<R>[] => {
    unread += piece;
    if (unread.length < enough && !isLast) return [];
    const { rows, at } = readRows(unread, isLast);
    unread = unread.slice(at);
    enough = unread.length * 2;
    return rows;
  };
  return { push: (piece) => readOn(piece, false), end: () => readOn("", true) };
}

/** Counts the line ends of a text. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
