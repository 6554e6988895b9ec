import { randomBytes } from "node:crypto";
import { toInstant } from "@safepassage/core";
import type { ImportedRow, ImportOptions, ImportReport } from "@safepassage/htcds";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind, requireKind } from "../read/needs.ts";
import { readDay } from "../read/options.ts";
import { readAs, readPieces, whileIn } from "../read/read-input.ts";
import { copyOf } from "../read/read-lines.ts";

/** Options of a command that reads a case file. */
export interface CaseFileOptions {
  readonly statement: string;
  readonly asOf?: string;
  readonly separator?: string;
  readonly test?: boolean;
}

/** Help texts of these options. */
export const STATEMENT = "what your agency states about its own file (JSON)";
export const AS_OF = "day on which ages are counted; default: today";
export const SEPARATOR = "of a CSV file: comma, semicolon or tab";

/**
 * Reads how to read a case file.
 *
 * @param registryTest - Whether the registry is a test, where there is one.
 */
export async function readImporting(
  io: Io,
  { statement: path, asOf, separator = "comma", test = false }: CaseFileOptions,
  now: Date,
  registryTest?: boolean,
): Promise<ImportOptions> {
  const { parseImportStatement } = await import("@safepassage/htcds");
  const statement = await readAs(io, path, "statement", parseImportStatement);
  const sign = SEPARATORS.get(separator);
  if (sign === undefined) throw optionInvalid("--separator is comma, semicolon or tab");
  const day = asOf === undefined ? toInstant(now).slice(0, 10) : readDay("--as-of", asOf);
  if (test && registryTest === false) throw optionInvalid("--test, but the registry is no test");
  return {
    ...statement,
    asOf: day,
    test: registryTest ?? test,
    separator: sign,
    random: (length) => randomBytes(length),
  };
}

/**
 * Reads a case file row by row and hands each row on, so that a caller keeps only the rows it needs.
 *
 * @param asJson - Whether to hide the progress.
 */
export async function importRows(
  io: Io,
  file: string,
  importing: ImportOptions,
  see: (row: ImportedRow) => void | Promise<void>,
  asJson = false,
): Promise<ImportReport> {
  const { streamHtcds } = await import("@safepassage/htcds");
  let start: Uint8Array = new Uint8Array();
  const rows = streamHtcds(
    seeStart(readPieces(io, file, "cases"), (octets) => {
      start = octets;
    }),
    importing,
  );
  const readAll = async (): Promise<ImportReport> => {
    for (;;) {
      const step = await rows.next();
      if (step.done === true) return step.value;
      await see(step.value);
      const { row } = step.value;
      if (!asJson && row % SHOWN === 0) io.progress(`${row} rows read`);
    }
  };
  const report = await whileIn(file, readAll)
    .catch((error) =>
      asKind(file, start, "cases", () => {
        throw error;
      }),
    )
    .finally(() => io.progress(""));
  // Any JSON can be read as rows, of which none is a case.
  if (report.imported === 0) requireKind(file, start, "cases");
  return report;
}

/** Shows a copy of the first piece: what is streamed is read once. */
async function* seeStart(
  pieces: AsyncIterable<Uint8Array>,
  see: (start: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst) see(copyOf(piece));
    isFirst = false;
    yield piece;
  }
}

const SHOWN = 1_000;
const SEPARATORS: ReadonlyMap<string, "," | ";" | "\t"> = new Map([
  ["comma", ","],
  ["semicolon", ";"],
  ["tab", "\t"],
]);
