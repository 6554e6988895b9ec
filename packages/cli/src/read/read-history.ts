import type { AgencyFacts } from "@safepassage/agency";
import { CoreError, decodeUtf8, isJsonObject, parseJson } from "@safepassage/core";
import { CliError, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "./needs.ts";
import { inFile, readPieces } from "./read-input.ts";
import { MAX_VALUE, readLines } from "./read-lines.ts";

/**
 * Reads a history: one JSON object for all messages, or the records of a store, one a line, from which
 * each message of sound shape gets those that concern it.
 *
 * @param self - The agency that owns the store; records need it.
 */
export async function readHistory(
  io: Io,
  path: string | undefined,
  self: string | undefined,
): Promise<AgencyFacts["historyOf"]> {
  if (path === undefined) return undefined;
  const { parseHistory, parseHistoryRecord } = await import("@safepassage/schema");
  const { createHistoryIndex } = await import("@safepassage/history");
  const index = createHistoryIndex(self ?? "");
  const whole: string[] = [];
  let isRecords = false;
  let size = 0;
  for await (const { line, number } of linesOf(io, path)) {
    if (whole.length === 0 && !isRecords && isRecord(line)) {
      isRecords = true;
      if (self === undefined) throw optionMissing("--history with records needs --as");
    }
    if (isRecords) {
      inFile(`${path} line ${number}`, () =>
        index.add(parseHistoryRecord(parseJson(line, BOUNDS))),
      );
    } else {
      size += line.length;
      if (size > BOUNDS.maxLength) throw new CliError("CLI_FILE_TOO_LARGE", path);
      whole.push(line);
    }
  }
  if (isRecords) {
    return ({ message, issues }) => (issues.length === 0 ? index.historyFor(message) : undefined);
  }
  const text = whole.join("\n");
  const history = asKind(path, text, "history", () =>
    inFile(path, () => parseHistory(parseJson(text, BOUNDS)), HISTORY),
  );
  return () => history;
}

/** Decodes the lines that are not blank, one by one: a store may have any size. */
async function* linesOf(io: Io, path: string): AsyncGenerator<{ line: string; number: number }> {
  for await (const lines of readLines(readPieces(io, path, "history"), true)) {
    for (const { octets, number } of lines) {
      if (octets === undefined) throw new CliError("CLI_FILE_TOO_LARGE", path);
      const line = asKind(path, octets, "history", () => inFile(path, () => decodeUtf8(octets)));
      if (number === 1 && line.startsWith("\ufeff")) throw new CliError("CLI_FILE_MARKED", path);
      yield { line, number };
    }
  }
}

function isRecord(line: string): boolean {
  try {
    const value = parseJson(line, BOUNDS);
    return isJsonObject(value) && "record" in value;
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return false;
  }
}

const BOUNDS = { maxLength: MAX_VALUE, maxDepth: 32 };

const HISTORY = {
  JSON_MALFORMED:
    "Give one JSON object, or records, one a line (docs/spec/history.md). A store that knows nothing gives an object with empty lists.",
};
