import { gather } from "../io/gather.ts";

/** A line that holds more than white space; without octets if it is longer than {@link MAX_VALUE}. */
export interface Line {
  readonly number: number;
  /** Valid until the next lines are asked for. */
  readonly octets?: Uint8Array;
}

/**
 * Reads the lines of a file of any size; those of one piece come together.
 *
 * @param endsAtLong - Whether reading ends at a line that is too long.
 */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  endsAtLong: boolean,
): AsyncGenerator<readonly Line[]> {
  let number = 0;
  /** What earlier pieces have of the current line. */
  const held = gather(MAX_VALUE);
  const end = (part: Uint8Array, lines: Line[]): void => {
    number++;
    const isWhole = held.size === 0 && part.length <= MAX_VALUE;
    if (!isWhole) held.add(part);
    const octets = isWhole ? part : held.take();
    if (octets === undefined) lines.push({ number });
    else if (startOf(octets) < octets.length) lines.push({ number, octets });
  };
  for await (const piece of pieces) {
    const lines: Line[] = [];
    let from = 0;
    for (let to = piece.indexOf(LINE_END); to >= 0; to = piece.indexOf(LINE_END, from)) {
      end(piece.subarray(from, to), lines);
      from = to + 1;
    }
    held.add(piece.subarray(from));
    const isTooLong = held.size > MAX_VALUE && endsAtLong;
    if (isTooLong) lines.push({ number: number + 1 });
    if (lines.length > 0) yield lines;
    if (isTooLong) return;
  }
  const last: Line[] = [];
  end(EMPTY, last);
  if (last.length > 0) yield last;
}

/** Copies octets. The `slice` of a Node Buffer would share them. */
export const copyOf = (octets: Uint8Array): Uint8Array => new Uint8Array(octets);

/** Finds the first octet that is not white space; the length if there is no such octet. */
export function startOf(octets: Uint8Array): number {
  let at = 0;
  while (at < octets.length && isBlank(octets[at])) at++;
  return at;
}

/** Whether an octet is white space of JSON (RFC 8259, Section 2). */
export const isBlank = (octet: number | undefined): boolean =>
  octet === 0x20 || octet === 0x09 || octet === 0x0a || octet === 0x0d;

const EMPTY = new Uint8Array();
const LINE_END = 0x0a;
/** Octets that one JSON value may have. */
export const MAX_VALUE = 4 * 1_048_576;
