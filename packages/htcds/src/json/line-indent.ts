/** Tracks the indentation of the current line of a text that arrives in pieces. */
export interface LineIndent {
  /** White-space characters at the beginning of the line, as far as it was read. */
  readonly width: number;
  /** Notes text that was read. */
  pass(text: string): void;
}

/** Creates a tracker at the beginning of a text. */
export function createLineIndent(): LineIndent {
  let width = 0;
  let isFresh = true;
  return {
    get width() {
      return width;
    },
    pass(text) {
      const start = text.lastIndexOf("\n") + 1;
      if (start > 0) {
        width = 0;
        isFresh = true;
      }
      if (!isFresh) return;
      const line = text.slice(start);
      const white = indentOf(line);
      width += white;
      isFresh = white === line.length;
    },
  };
}

/** Counts the white-space characters at the beginning of a line. */
export const indentOf = (line: string): number => line.length - line.trimStart().length;
