/** What must hold for a field to be sent: one condition of the catalogue, or several joined. */
export type Condition =
  | { readonly one: string }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

/**
 * Reads conditions as the local API writes them: `CONSENT or (CHILD and NAMED)`. What is written otherwise counts as the name of
 * one condition, so that it is shown and not left out.
 */
export function readCondition(text: string): Condition {
  const words = text.match(/[()]|[^\s()]+/g) ?? [];
  const [found, rest] = readJoined(words, MOST_DEEP);
  return found === undefined || rest.length > 0 ? { one: text } : found;
}

type Words = readonly string[];
type Read = readonly [found: Condition | undefined, rest: Words];

const FAILED: Read = [undefined, []];

function readJoined(words: Words, depth: number): Read {
  const [first, rest] = readPart(words, depth);
  if (first === undefined) return FAILED;
  const [word] = rest;
  if (word !== "and" && word !== "or") return [first, rest];
  const parts = [first];
  let left = rest;
  while (left[0] === word) {
    const [part, after] = readPart(left.slice(1), depth);
    if (part === undefined) return FAILED;
    parts.push(part);
    left = after;
  }
  return [word === "and" ? { all: parts } : { any: parts }, left];
}

function readPart([word, ...rest]: Words, depth: number): Read {
  if (word === undefined || depth === 0) return FAILED;
  if (word === "not") {
    const [part, after] = readPart(rest, depth - 1);
    return part === undefined ? FAILED : [{ not: part }, after];
  }
  if (word === "(") {
    const [part, [end, ...after]] = readJoined(rest, depth - 1);
    return end === ")" ? [part, after] : FAILED;
  }
  return /^[A-Z][A-Z0-9_]*$/.test(word) ? [{ one: word }, rest] : FAILED;
}

/** Deeper than any condition of the catalogue. */
const MOST_DEEP = 16;
