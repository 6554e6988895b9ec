import { HtcdsError } from "../errors/htcds-error.ts";

/** A case file: a text, its octets, or a stream of octets. */
export type CaseSource = string | Uint8Array | AsyncIterable<Uint8Array>;

/** The most that one file may hold. Characters are UTF-16 units. */
export interface ImportLimits {
  readonly columns: number;
  readonly rows: number;
  readonly rowCharacters: number;
  readonly cellCharacters: number;
}

/** Limits used where the importer sets none. */
export const DEFAULT_LIMITS: ImportLimits = {
  columns: 256,
  rows: 1_000_000,
  rowCharacters: 262_144,
  cellCharacters: 8_192,
};

/**
 * Marks octets that were not UTF-8, or a character that an earlier program lost.
 *
 * Bad octets never swallow a comma, a quotation mark or a line end, so one bad cell leaves its
 * neighbours intact.
 */
export const LOST_CHARACTER = "\ufffd";

/**
 * Decodes a file to pieces of text, without its byte order mark.
 *
 * @throws {@link HtcdsError} `HTCDS_NOT_UTF8` for UTF-16 and UTF-32. They begin with a byte order mark,
 *   or with a zero octet in the first character, because every case file begins with ASCII.
 */
export async function* readTexts(source: CaseSource): AsyncGenerator<string> {
  if (typeof source === "string") {
    yield source.toWellFormed().replace(/^\uFEFF/, "");
    return;
  }
  const decoder = new TextDecoder("utf-8");
  let isFirst = true;
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    if (isFirst && chunk.length > 0) {
      requireOctets(chunk);
      isFirst = false;
    }
    for (let at = 0; at < chunk.length; at += PIECE) {
      const text = decoder.decode(chunk.subarray(at, at + PIECE), { stream: true });
      if (text !== "") yield text;
    }
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

function requireOctets(chunk: Uint8Array): void {
  const [first, second] = chunk;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || first === 0 || second === 0) {
    throw new HtcdsError("HTCDS_NOT_UTF8", "line 1: expected UTF-8, and this looks like UTF-16");
  }
}

const PIECE = 65_536;
