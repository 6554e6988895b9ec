import { decodeUtf8, isJsonObject, parseJson } from "@safepassage/core";
import type { DecodedMessage, History } from "@safepassage/schema";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { inFile } from "./read-input.ts";

/** What a store knows about each message; nothing about one whose shape is not sound. */
export type FindHistory = (message: unknown, isSound: boolean) => History | undefined;

/**
 * Reads a history: one JSON object that holds for every message, or the records of a store, one a
 * line, of which each message gets what concerns it.
 *
 * @param self - The agency whose store it is; records need it.
 */
export async function readHistory(
  io: Io,
  path: string | undefined,
  self: string | undefined,
): Promise<FindHistory | undefined> {
  if (path === undefined) return undefined;
  const { parseHistory, parseHistoryRecord } = await import("@safepassage/schema");
  const { createHistoryIndex } = await import("@safepassage/history");
  const index = createHistoryIndex(self ?? "");
  const whole: string[] = [];
  let isRecords = false;
  let number = 0;
  let size = 0;
  for await (const line of linesOf(io, path)) {
    number++;
    if (line.trim() === "") continue;
    if (whole.length === 0 && !isRecords && isRecord(line)) {
      isRecords = true;
      if (self === undefined) {
        throw new CliError("CLI_OPTION_MISSING", "--history with records needs --as");
      }
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
    return (message, isSound) =>
      isSound ? index.historyFor(message as DecodedMessage) : undefined;
  }
  const history = inFile(path, () => parseHistory(parseJson(whole.join("\n"), BOUNDS)), HISTORY);
  return () => history;
}

/** Lines as they come, so that a store of any size is read. A line is bounded as a file is. */
async function* linesOf(io: Io, path: string): AsyncGenerator<string> {
  let rest = new Uint8Array();
  for await (const piece of io.readPieces(path)) {
    let start = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, start)) {
      yield decodeLine(path, joined(rest, piece.subarray(start, end)));
      rest = new Uint8Array();
      start = end + 1;
    }
    rest = joined(rest, piece.subarray(start));
    if (rest.length > BOUNDS.maxLength) throw new CliError("CLI_FILE_TOO_LARGE", path);
  }
  yield decodeLine(path, rest);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

const decodeLine = (path: string, octets: Uint8Array): string =>
  inFile(path, () => decodeUtf8(octets));

function isRecord(line: string): boolean {
  try {
    const value = parseJson(line, BOUNDS);
    return isJsonObject(value) && "record" in value;
  } catch {
    return false;
  }
}

const LF = 0x0a;
const BOUNDS = { maxLength: 4 * 1_048_576, maxDepth: 32 };

const HISTORY = {
  JSON_MALFORMED:
    "Give one JSON object, or records, one a line (docs/spec/history.md). A store that knows nothing gives an object with empty lists.",
};
