import { pipeline, Readable } from "node:stream";
import { CsvError, type InfoRecord, parse } from "csv-parse";
import { HtcdsError } from "./htcds-error.ts";

/** A file as one text, as its octets, or as a stream of them. */
export type CsvSource = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What one file holds at most. Characters are UTF-16 units. */
export interface ImportLimits {
  readonly columns: number;
  readonly rows: number;
  readonly cellCharacters: number;
  readonly recordBytes: number;
}

export const DEFAULT_LIMITS: ImportLimits = {
  columns: 256,
  rows: 50_000,
  cellCharacters: 8_192,
  recordBytes: 262_144,
};

/** One row with the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a CSV file row by row: UTF-8, commas, RFC 4180 quoting, empty lines skipped.
 *
 * Holds one row at a time, whatever the size of the file.
 *
 * @throws {@link HtcdsError} `HTCDS_NOT_UTF8`, `HTCDS_CSV_MALFORMED`, `HTCDS_RECORD_TOO_LARGE`.
 */
export async function* readCsv(
  source: CsvSource,
  { recordBytes }: ImportLimits,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
    max_record_size: recordBytes,
  });
  // The loop below sees every error; the callback is only what pipeline asks for.
  pipeline(Readable.from(texts(source)), parser, () => undefined);
  try {
    for await (const { info, record } of parser as AsyncIterable<{
      readonly info: InfoRecord;
      readonly record: readonly string[];
    }>) {
      const within = record.reduce((sum, cell) => sum + (cell.split("\n").length - 1), 0);
      yield { line: Math.max(1, info.lines - within), cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? toHtcdsError(error) : error;
  }
}

/** The parser's own error quotes cells, so nothing of it is kept but the line. */
function toHtcdsError(error: CsvError): HtcdsError {
  const line = (error as { readonly lines?: unknown }).lines;
  const place = typeof line === "number" ? `near line ${line}` : "place unknown";
  return error.code === "CSV_MAX_RECORD_SIZE"
    ? new HtcdsError("HTCDS_RECORD_TOO_LARGE", place)
    : new HtcdsError("HTCDS_CSV_MALFORMED", place);
}

async function* texts(source: CsvSource): AsyncGenerator<string> {
  if (typeof source === "string") {
    if (!source.isWellFormed()) throw notUtf8();
    yield source.replace(/^\uFEFF/, "");
    return;
  }
  // Fatal, and a byte order mark is taken off.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    const text = decode(() => decoder.decode(chunk, { stream: true }));
    if (text !== "") yield text;
  }
  const rest = decode(() => decoder.decode());
  if (rest !== "") yield rest;
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    // The decoder's error adds nothing, and no cause may hold a record.
    throw notUtf8();
  }
}

const notUtf8 = (): HtcdsError =>
  new HtcdsError("HTCDS_NOT_UTF8", "expected octets that are valid UTF-8");
