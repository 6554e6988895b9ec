/** Follows how far the line that is being read is indented, whatever pieces the text comes in. */
export interface LineIndent {
  /** Characters of white space that the line begins with, as far as it was read. */
  readonly width: number;
  /** Takes note of text that was read. */
  pass(text: string): void;
}

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

/** Characters of white space that a line begins with. */
export const indentOf = (line: string): number => line.length - line.trimStart().length;
