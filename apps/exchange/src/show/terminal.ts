import { stripVTControlCharacters, styleText } from "node:util";
import { visible } from "@safepassage/core";

/** Writes to a terminal of a width, in colour where it shows colour. */
export interface Terminal {
  readonly width: number;
  line(text?: string): void;
  style(format: Parameters<typeof styleText>[0], text: string): string;
  /** A rule across the page with a title, broken into lines where it is longer. */
  rule(title: string): void;
  /** Text broken at spaces to the width, every line indented. */
  paragraph(text: string, indent?: number): void;
  /** Rows in aligned columns; the last column takes what is left and is broken into lines. */
  table(rows: readonly (readonly string[])[], indent?: number): void;
}

/**
 * Makes a terminal on a stream. Width 72 to 110; a stream that is no terminal gets 100.
 *
 * @param colour - By default, whether the stream is a terminal with colours. `NO_COLOR` turns them off.
 */
export function createTerminal(
  stream: NodeJS.WriteStream,
  { colour = stream.isTTY === true && stream.hasColors() } = {},
): Terminal {
  const width = Math.min(110, Math.max(72, stream.columns ?? 100));
  // The sequences that switch a style on and off. Nothing else that cannot be seen is written.
  const switches = new Set<string>();
  const style: Terminal["style"] = (format, text) => {
    if (!colour) return text;
    const [on = "", off = ""] = styleText(format, MARK, { validateStream: false }).split(MARK);
    for (const sequence of [on, off]) switches.add(sequence);
    return on + text + off;
  };
  const line = (text = ""): void => {
    // The longest first: a style of several sequences begins with one that may be a style of its own.
    const longest = [...switches].sort((one, other) => other.length - one.length);
    const parts = longest.reduce<readonly string[]>(
      (split, one) =>
        split.flatMap((part) => (switches.has(part) ? [part] : splitAround(part, one))),
      [text],
    );
    stream.write(`${parts.map((part) => (switches.has(part) ? part : visible(part))).join("")}\n`);
  };
  return {
    width,
    line,
    style,
    rule(title) {
      const parts = wrap(title, width - 6);
      for (const [index, part] of parts.entries()) {
        const before = index === 0 ? style("dim", "━━") : "  ";
        const isLast = index === parts.length - 1;
        const after = isLast
          ? ` ${style("dim", "━".repeat(Math.max(2, width - part.length - 4)))}`
          : "";
        line(`${before} ${style("bold", part)}${after}`);
      }
    },
    paragraph(text, indent = 0) {
      for (const part of wrap(text, width - indent)) line(" ".repeat(indent) + part);
    },
    table(rows, indent = 2) {
      const columns = Math.max(...rows.map((row) => row.length));
      const widths = Array.from({ length: columns - 1 }, (_, column) =>
        Math.max(...rows.map((row) => visibleLength(row[column] ?? ""))),
      );
      const used = widths.reduce((sum, one) => sum + one + 2, indent);
      for (const row of rows) {
        const cells = widths.map((one, column) => pad(row[column] ?? "", one)).join("  ");
        const [first = "", ...rest] = wrap(row[columns - 1] ?? "", Math.max(24, width - used));
        line(`${" ".repeat(indent)}${cells}  ${first}`.trimEnd());
        for (const part of rest) line(" ".repeat(used) + part);
      }
    },
  };
}

/** The parts of a text before, between and after each occurrence of another, and these. */
function splitAround(text: string, sequence: string): readonly string[] {
  return text.split(sequence).flatMap((part, index) => (index === 0 ? [part] : [sequence, part]));
}

const MARK = "x";

/** Breaks a text at spaces; colour codes take no room. A word longer than the width stays whole. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    if (current !== "" && visibleLength(current) + 1 + visibleLength(word) > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** Cuts a text to a width, with an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - visibleLength(text)));
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
