import { styleText } from "node:util";
import { visible, visibleLines } from "@safepassage/core";
import type { Io, Outside, Shown } from "./command.ts";

/**
 * Makes the output of commands safe: invisible characters never reach a screen.
 *
 * This is done here for all lines: one that was forgotten could move the reader's cursor or show a false
 * file name.
 */
export function createVisibleIo(outside: Outside): Io {
  return {
    ...outside,
    out: (...parts) => outside.out(parts.map((part) => show(part, outside.colour)).join("")),
    err: (line) => outside.err(visible(line)),
    document: (text, to = "out") => outside[to](visibleLines(text)),
    ask: (question) => outside.ask(visible(question)),
    progress: (text) => outside.progress(visible(text)),
  };
}

function show(part: Shown, colour: boolean): string {
  if (typeof part === "string") return visible(part);
  const text = visible(part.text);
  return colour ? styleText(["bold", part.colour], text, { validateStream: false }) : text;
}
