import { decodeUtf8, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";

/** One JSON value of a file; or one signed or sealed text, which is read as a JSON string. */
export interface FileDocument {
  /** Place in a file that holds one value a line (JSON Lines), from 1. */
  readonly line?: number;
  /** Octets of its text, and so no fewer than its UTF-16 units. */
  readonly size: number;
  /** Whether it begins as what is signed or sealed does. */
  readonly isSigned: boolean;
  /** @throws ProtocolError where there is no such value. */
  read(): Json;
}

/**
 * Reads a file that holds one document, or one a line, piece by piece: however many lines there
 * are, no more are held than one piece has. Documents come together as they were read together:
 * waiting for each would take longer than reading it.
 *
 * A file whose name ends in `.jsonl` or `.ndjson` is read by lines; any other if its first line is a
 * value and not its last.
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
  const held: Line[] = [];
  let size = 0;
  let isByLine = false;
  for await (const lines of readLines(io.readPieces(path), true)) {
    for (const [index, line] of lines.entries()) {
      const [first] = held;
      isByLine ||= held.length === 1 && first !== undefined && isValue(first);
      if (isByLine) {
        yield [...held.splice(0), ...lines.slice(index)].map(lineOf);
        break;
      }
      if (line.octets === undefined) throw new CliError("CLI_FILE_TOO_LARGE", path);
      held.push(line);
      size += line.octets.length + 1;
      if (size > MAX_VALUE) throw new CliError("CLI_FILE_TOO_LARGE", path);
    }
  }
  if (isByLine) return;
  const whole = joined(held.map(({ octets = EMPTY }) => octets));
  yield [documentOf(whole, path)];
}

/** A line that holds more than white space; without octets where it is longer than the limit. */
interface Line {
  readonly number: number;
  readonly octets?: Uint8Array;
}

/** @param endsAtLong - Whether nothing is read beyond a line that is too long. */
async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  endsAtLong: boolean,
): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let held: Uint8Array[] = [];
  let size = 0;
  const take = (): Line | undefined => {
    const line = size > MAX_VALUE ? { number } : { number, octets: joined(held) };
    held = [];
    size = 0;
    number++;
    return line.octets === undefined || !isBlank(line.octets) ? line : undefined;
  };
  const hold = (part: Uint8Array): void => {
    size += part.length;
    // Of a line beyond the limit nothing is kept but how long it is.
    if (size <= MAX_VALUE) held.push(part);
    else held = [];
  };
  for await (const piece of pieces) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf(LINE_END); end >= 0; end = piece.indexOf(LINE_END, from)) {
      hold(piece.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== undefined) lines.push(line);
    }
    hold(piece.subarray(from));
    const isTooLong = size > MAX_VALUE && endsAtLong;
    if (isTooLong) lines.push({ number });
    if (lines.length > 0) yield lines;
    if (isTooLong) return;
  }
  const last = take();
  if (last !== undefined) yield [last];
}

function lineOf({ number, octets }: Line): FileDocument {
  const place = `line ${number}`;
  if (octets !== undefined) return { line: number, ...documentOf(octets, place) };
  const read = () => {
    throw new CliError("CLI_FILE_TOO_LARGE", place);
  };
  return { line: number, size: MAX_VALUE, isSigned: false, read };
}

function documentOf(octets: Uint8Array, place: string): FileDocument {
  const first = octets.findIndex((octet) => !BLANK.has(octet));
  const start = octets[first] === QUOTE ? first + 1 : first;
  const isSigned = octets[start] === SMALL_E && octets[start + 1] === SMALL_Y;
  return { size: octets.length, isSigned, read: () => readValue(octets, place) };
}

/** Reads one JSON value, strictly, or a signed or sealed text. */
function readValue(octets: Uint8Array, place: string): Json {
  const text = decodeUtf8(withoutBlanks(octets));
  if (text.startsWith("\ufeff")) throw new CliError("CLI_FILE_MARKED", place);
  if (text.startsWith("ey")) return text;
  return parseJson(text, { maxLength: MAX_VALUE, maxDepth: 32 });
}

function isValue({ octets = EMPTY, number }: Line): boolean {
  try {
    readValue(octets, `line ${number}`);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] ?? EMPTY;
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Without white space around it. */
function withoutBlanks(octets: Uint8Array): Uint8Array {
  let from = 0;
  let to = octets.length;
  while (from < to && BLANK.has(octets[from] as number)) from++;
  while (to > from && BLANK.has(octets[to - 1] as number)) to--;
  return octets.subarray(from, to);
}

const isBlank = (octets: Uint8Array): boolean => octets.every((octet) => BLANK.has(octet));
const EMPTY = new Uint8Array();
const LINE_END = 0x0a;
const QUOTE = 0x22;
const SMALL_E = 0x65;
const SMALL_Y = 0x79;
const BLANK: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);
const LINES = /\.(jsonl|ndjson)$/;
const MAX_VALUE = 4 * 1_048_576;
