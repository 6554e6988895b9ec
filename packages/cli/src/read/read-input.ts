import { decodeUtf8, type Json, ProtocolError, parseJson, trimBlank } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind, type Need, requireKind, wordsOf } from "./needs.ts";

/** Reads a UTF-8 text file without surrounding white space. */
export async function readText(io: Io, path: string, need: Need): Promise<string> {
  const octets = await readOctets(io, path, need);
  const text = asKind(path, octets, need, () => inFile(path, () => trimBlank(decodeUtf8(octets))));
  if (text.startsWith("\ufeff")) throw new CliError("CLI_FILE_MARKED", path);
  return text;
}

/** Reads a JSON file, strictly. */
export async function readJson(io: Io, path: string, need: Need): Promise<Json> {
  const text = await readText(io, path, need);
  return asKind(path, text, need, () => inFile(path, () => parseText(text), LOCAL));
}

/** Reads a JSON file and parses it. A refusal names the file, and its kind if that is another. */
export async function readAs<T>(
  io: Io,
  path: string,
  need: Need,
  parse: (json: Json) => T,
  hints?: Hints,
): Promise<T> {
  const json = await readJson(io, path, need);
  return asKind(path, json, need, () => inFile(path, () => parse(json), hints));
}

/** Reads a file piece by piece. Where a folder is in its place, the refusal says what is needed. */
export async function* readPieces(io: Io, path: string, need: Need): AsyncGenerator<Uint8Array> {
  try {
    yield* io.readPieces(path);
  } catch (error) {
    throw withNeed(error, need);
  }
}

/** Refuses a file of another kind than is needed, by its first octets: it may have any size. */
export async function requireStart(io: Io, path: string, need: Need): Promise<void> {
  for await (const start of io.readPieces(path)) return requireKind(path, start, need);
  requireKind(path, "", need);
}

async function readOctets(io: Io, path: string, need: Need): Promise<Uint8Array> {
  try {
    return await io.read(path);
  } catch (error) {
    throw withNeed(error, need);
  }
}

function withNeed(error: unknown, need: Need): unknown {
  const isFolder = error instanceof CliError && error.message.endsWith(" is a folder");
  if (!isFolder) return error;
  return new CliError(error.code, `${error.message}; needed is ${wordsOf(need)}`);
}

/** The unparsed text of one JSON value of a file, and where it stands. */
export interface JsonText {
  readonly place: string;
  readonly text: string;
}

/**
 * Splits the text of a file into lines if it holds one JSON value a line (JSON Lines). They come one after the other: a file may have
 * millions of empty lines.
 */
export function* splitRecords(path: string, text: string): Generator<JsonText> {
  const end = text.indexOf("\n");
  const isOneALine =
    end >= 0 && (isJson(text.slice(0, end)) || (isNamedLines(path) && !isJson(text)));
  if (!isOneALine) {
    yield { text, place: path };
    return;
  }
  let number = 0;
  for (let at = 0; at < text.length; ) {
    number++;
    const next = text.indexOf("\n", at);
    const line = text.slice(at, next < 0 ? text.length : next);
    at += line.length + 1;
    if (line.trim() !== "") yield { text: line, place: `${path} line ${number}` };
  }
}

/** Reads one of {@link splitRecords}, strictly. */
export function parseRecord({ place, text }: JsonText): Json {
  return inFile(place, () => parseText(text), LOCAL);
}

/** Whether a file is named as JSON Lines; then its first line may be broken. */
const isNamedLines = (path: string): boolean => /\.(jsonl|ndjson)$/.test(path);

function isJson(text: string): boolean {
  try {
    parseText(text);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** Parses the text of a JSON file, strictly. */
function parseText(text: string): Json {
  return parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 32 });
}

/** Hints for a file of this machine. The hints in the error tables are for what was sent. */
export const LOCAL: Readonly<Record<string, string>> = {
  JSON_MALFORMED:
    "Check that the file is whole. A comma or a bracket may be missing, or be too many.",
};

/** Hints by error code for the reader of a file. The error tables have those for its author. */
export type Hints = Readonly<Record<string, string>>;

/** Works with the content of a file, and names the file in a refusal. */
export function inFile<T>(path: string, work: () => T, hints: Hints = {}): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error instanceof CliError) throw error;
    error.message = `${path}: ${error.message}`;
    const { code, fault, title, message, cause } = error;
    const hint = hints[code];
    if (hint === undefined) throw error;
    throw new ProtocolError(code, { fault, title, hint, spec: "" }, message, { cause });
  }
}

/** Works with a file or folder, and names it in a refusal. */
export async function whileIn<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return inFile(path, () => {
      throw error;
    });
  }
}
