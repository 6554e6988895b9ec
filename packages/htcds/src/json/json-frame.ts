/** Where a line ends inside a string. JSON forbids that: nobody can tell what is inside quotation marks then. */
export interface BrokenText {
  readonly brokenAt: number;
}

/**
 * Finds the end of an object by its brackets and strings, without parsing it.
 *
 * @param start - Index of its opening brace.
 * @returns the index after its closing brace; `open` if the text ends first; where a line ends inside a string.
 */
export function findObjectEnd(text: string, start: number): number | "open" | BrokenText {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfText(text, at);
        if (typeof end !== "number") return end;
        at = end;
        break;
      }
      case BRACE:
      case BRACKET:
        depth++;
        break;
      case BRACE_END:
      case BRACKET_END:
        depth--;
        if (depth === 0) return at + 1;
        break;
      default:
    }
  }
  return "open";
}

/** Whether a line begins with an object, possibly after the end of another and a comma. */
export const isObjectLine = (line: string): boolean =>
  // White space is read in one way only: with three, a line of 3,000 blanks took half a minute.
  /^\s*(?:\}\s*)?(?:,\s*)?\{/.test(line);

function endOfText(text: string, start: number): number | "open" | BrokenText {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) return at;
    if (sign === BACKSLASH) at++;
    else if (sign === LINE_END) return { brokenAt: at };
  }
  return "open";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_END = 0x0a;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
