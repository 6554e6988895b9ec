import type { HtcdsProblemCode } from "../errors/problem.ts";

/** Why a row cannot be read. Never holds its content. */
export interface ReadFault {
  readonly code: HtcdsProblemCode;
  /** Number of the cell, the first 0; -1 where it is about no single cell. */
  readonly cell: number;
  /** What was expected there, one phrase. */
  readonly expected: string;
}

/** One row with the line on which it begins, or why it cannot be read. */
export type ReadRow<R> =
  | { readonly line: number; readonly row: R }
  | { readonly line: number; readonly fault: ReadFault };

/** Reads pieces of text into rows. Holds one row and one piece at most. */
export interface RowSource<R> {
  /** Rows that end in this piece. */
  push(piece: string): readonly ReadRow<R>[];
  /** Rows that only the end of the file ends. */
  end(): readonly ReadRow<R>[];
}

/** Counts the line ends of a text. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
