import { decodeUtf8, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { gather } from "../io/gather.ts";
import { copyOf, isBlank, type Line, MAX_VALUE, readLines, startOf } from "../read/read-lines.ts";

/** One JSON value of a file, or one signed or sealed text, which is read as a JSON string. */
export interface FileDocument {
  /** Place in a file that holds one value a line (JSON Lines), from 1. */
  readonly line: number | undefined;
  /** Octets of its text; it has at most as many UTF-16 units. */
  readonly size: number;
  /** Whether it begins like a signed or sealed text. */
  readonly isSigned: boolean;
  /** Its text. Valid until the next documents are asked for; empty if it is too long. */
  readonly octets: Uint8Array;
  /** @throws ProtocolError where there is no such value. */
  read(): Json;
}

/**
 * Reads a file that holds one document, or one a line, piece by piece, and holds the lines of one piece
 * only. The documents of a piece come together: waiting for each would take longer than reading it.
 *
 * A file named `.jsonl` or `.ndjson` is read by lines; any other if its first line is a value and more
 * lines follow.
 *
 * @throws CliError `CLI_FILE_TOO_LARGE` for one value beyond the limit, `CLI_FILE_UNREADABLE`.
 */
export async function* readDocuments(
  io: Io,
  path: string,
): AsyncGenerator<readonly FileDocument[]> {
  if (LINES.test(path)) {
    for await (const lines of readLines(io.readPieces(path), false)) yield lines.map(lineOf);
    return;
  }
  // In one buffer: a file of short lines, each kept as an object, takes hundreds of times its size.
  const whole = gather(MAX_VALUE);
  let first: Line | undefined;
  let read = 0;
  let isByLine = false;
  for await (const lines of readLines(io.readPieces(path), true)) {
    for (const [index, line] of lines.entries()) {
      isByLine ||= read === 1 && first !== undefined && isValue(first);
      if (isByLine) {
        const before = first === undefined ? [] : [first];
        first = undefined;
        yield [...before, ...lines.slice(index)].map(lineOf);
        break;
      }
      if (line.octets === undefined) throw new CliError("CLI_FILE_TOO_LARGE", path);
      first ??= { ...line, octets: copyOf(line.octets) };
      read++;
      // The line ends stay: JSON allows none within a text or a number.
      whole.add(line.octets);
      whole.add(LINE_END);
      if (whole.size > MAX_VALUE) throw new CliError("CLI_FILE_TOO_LARGE", path);
    }
  }
  if (!isByLine) yield [documentOf(whole.take() ?? EMPTY, path)];
}

function lineOf({ number, octets }: Line): FileDocument {
  if (octets !== undefined) return documentOf(octets, number);
  const read = () => {
    throw new CliError("CLI_FILE_TOO_LARGE", `line ${number}`);
  };
  return { line: number, size: MAX_VALUE, isSigned: false, octets: EMPTY, read };
}

/** @param place - Number of a line, or name of the file. */
function documentOf(octets: Uint8Array, place: number | string): FileDocument {
  const first = startOf(octets);
  const start = octets[first] === QUOTE ? first + 1 : first;
  const isSigned = octets[start] === SMALL_E && octets[start + 1] === SMALL_Y;
  const line = typeof place === "number" ? place : undefined;
  const read = () => readValue(octets, place);
  return { line, size: octets.length, isSigned, octets, read };
}

/** Reads one JSON value, strictly, or a signed or sealed text. */
function readValue(octets: Uint8Array, place: number | string): Json {
  const text = decodeUtf8(withoutBlanks(octets));
  if (text.startsWith("\ufeff")) {
    throw new CliError("CLI_FILE_MARKED", typeof place === "string" ? place : `line ${place}`);
  }
  if (text.startsWith("ey")) return text;
  return parseJson(text, { maxLength: MAX_VALUE, maxDepth: 32 });
}

function isValue({ octets = EMPTY, number }: Line): boolean {
  try {
    readValue(octets, number);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function withoutBlanks(octets: Uint8Array): Uint8Array {
  const from = startOf(octets);
  let to = octets.length;
  while (to > from && isBlank(octets[to - 1])) to--;
  return to - from === octets.length ? octets : octets.subarray(from, to);
}

const EMPTY = new Uint8Array();
const LINE_END = new Uint8Array([0x0a]);
const QUOTE = 0x22;
const SMALL_E = 0x65;
const SMALL_Y = 0x79;
const LINES = /\.(jsonl|ndjson)$/;
