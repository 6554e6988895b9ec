import { decodeUtf8, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";

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
      held.push({ ...line, octets: copyOf(line.octets) });
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
  /** Good as long as the piece that it came in. */
  readonly octets?: Uint8Array;
}

/** @param endsAtLong - Whether nothing is read beyond a line that is too long. */
async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  endsAtLong: boolean,
): AsyncGenerator<readonly Line[]> {
  let number = 0;
  /** What earlier pieces have of the line that is being read, and how long that is. */
  let held: Uint8Array[] = [];
  let size = 0;
  const end = (part: Uint8Array, lines: Line[]): void => {
    number++;
    if (size + part.length > MAX_VALUE) lines.push({ number });
    else {
      const octets = held.length === 0 ? part : joined([...held, part]);
      if (startOf(octets) < octets.length) lines.push({ number, octets });
    }
    held = [];
    size = 0;
  };
  const hold = (part: Uint8Array): void => {
    size += part.length;
    // Of a line beyond the limit nothing is kept but how long it is.
    if (size > MAX_VALUE) held = [];
    else if (part.length > 0) held.push(copyOf(part));
  };
  for await (const piece of pieces) {
    const lines: Line[] = [];
    let from = 0;
    for (let to = piece.indexOf(LINE_END); to >= 0; to = piece.indexOf(LINE_END, from)) {
      end(piece.subarray(from, to), lines);
      from = to + 1;
    }
    hold(piece.subarray(from));
    const isTooLong = size > MAX_VALUE && endsAtLong;
    if (isTooLong) lines.push({ number: number + 1 });
    if (lines.length > 0) yield lines;
    if (isTooLong) return;
  }
  const last: Line[] = [];
  end(EMPTY, last);
  if (last.length > 0) yield last;
}

function lineOf({ number, octets }: Line): FileDocument {
  if (octets !== undefined) return documentOf(octets, number);
  const read = () => {
    throw new CliError("CLI_FILE_TOO_LARGE", `line ${number}`);
  };
  return { line: number, size: MAX_VALUE, isSigned: false, read };
}

/** @param place - Number of a line, or name of the file. */
function documentOf(octets: Uint8Array, place: number | string): FileDocument {
  const first = startOf(octets);
  const start = octets[first] === QUOTE ? first + 1 : first;
  const isSigned = octets[start] === SMALL_E && octets[start + 1] === SMALL_Y;
  const read = () => readValue(octets, place);
  if (typeof place === "string") return { size: octets.length, isSigned, read };
  return { line: place, size: octets.length, isSigned, read };
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

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not by `slice`, with which a Buffer of Node gives the same octets again. */
const copyOf = (octets: Uint8Array): Uint8Array => new Uint8Array(octets);

/** Without white space around it. */
function withoutBlanks(octets: Uint8Array): Uint8Array {
  const from = startOf(octets);
  let to = octets.length;
  while (to > from && isBlank(octets[to - 1])) to--;
  return to - from === octets.length ? octets : octets.subarray(from, to);
}

/** Index of the first octet that is no white space, or the length. */
function startOf(octets: Uint8Array): number {
  let at = 0;
  while (at < octets.length && isBlank(octets[at])) at++;
  return at;
}

/** Whether an octet is white space of JSON (RFC 8259, Section 2). */
const isBlank = (octet: number | undefined): boolean =>
  octet === 0x20 || octet === 0x09 || octet === 0x0a || octet === 0x0d;

const EMPTY = new Uint8Array();
const LINE_END = 0x0a;
const QUOTE = 0x22;
const SMALL_E = 0x65;
const SMALL_Y = 0x79;
const LINES = /\.(jsonl|ndjson)$/;
const MAX_VALUE = 4 * 1_048_576;
