import type { Io } from "../io/command.ts";
import { wrap } from "../print/wrap.ts";

/** A label and a text; `false` for no row. */
export type Row = readonly [string, string] | false;

/** Prints a heading and rows, with their texts wrapped. */
export function printBlock(io: Io, heading: string, rows: readonly Row[]): void {
  io.out(heading);
  const width = Math.min(io.width, 80) - INDENT;
  for (const [label, text] of rows.filter((row) => row !== false)) {
    wrap(text, width).forEach((line, index) => {
      io.out(`  ${(index === 0 ? label : "").padEnd(INDENT - 2)}${line}`);
    });
  }
}

const INDENT = 13;
/** The most digests to print; --json has all. */
export const SHOWN = 5;
