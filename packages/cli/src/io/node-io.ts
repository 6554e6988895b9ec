import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError } from "../errors/cli-error.ts";
import { EXIT, type OutputFile, type Outside } from "./command.ts";
import { gather } from "./gather.ts";
import { journalMarks } from "./journal.ts";
import { createLineWriter } from "./line-writer.ts";
import { descriptorOf, type OpenInput, openInput, requireFile } from "./open-input.ts";

/** The process's own files, streams and clock. */
export function createNodeIo(): NodeIo {
  // On a screen, progress must be cleared before a line is printed.
  let hasProgress = false;
  const lines = createLineWriter(process.stdout);
  const marks = { out: journalMarks(1), err: journalMarks(2) } as const;
  let needsOutput = true;
  const inputs = createInputs();
  const clear = (): void => {
    if (hasProgress) process.stderr.write(CLEAR);
    hasProgress = false;
  };
  return {
    read: async (path) => readBounded(inputs(path)),
    list: listFiles,
    place: locate,
    exists: async (path) => existsSync(locate(path)),
    write: (path, text, options) => writeAll([{ path, text, ...options }]),
    writeAll,
    readPieces: (path) => readPieces(path, inputs),
    async begin(path, options) {
      requireName(path);
      const { beginNewFile } = await import("./write-new-files.ts");
      return beginNewFile({ path, place: locate(path), ...options });
    },
    async load(path) {
      requireFile(path, statSync(locate(path)));
      return import(pathToFileURL(locate(path)).href);
    },
    progress(text) {
      if (process.stderr.isTTY !== true) return;
      process.stderr.write(CLEAR + onOneLine(text, process.stderr.columns || 80));
      hasProgress = text !== "";
    },
    out(line) {
      clear();
      lines.write(line);
    },
    outFailure: lines.failure,
    outliveOutput() {
      needsOutput = false;
      lines.outlive();
    },
    needsOutput: () => needsOutput,
    err(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    async ask(question) {
      if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
      clear();
      const { askAtTerminal } = await import("./ask-at-terminal.ts");
      return askAtTerminal(question);
    },
    onSignal,
    onBug,
    // Ctrl-C at a terminal reaches all processes of the line.
    isWrapped: isScript() && process.stdin.isTTY !== true,
    colour: process.stdout.isTTY === true && process.stdout.hasColors(),
    // Some terminals say that they have none.
    width: process.stdout.columns || 100,
    mark: (level, to) => marks[to](level),
    now: () => new Date(),
  };
}

/** An {@link Outside} that says whether a command has failed whose output is lost. */
interface NodeIo extends Outside {
  needsOutput(): boolean;
}

/** SIGHUP reloads, as for other services; where a terminal is closed, it means that its user is gone. */
function onSignal(listener: (signal: "stop" | "reload") => void, onlyReload = false): () => void {
  const stop = (): void => listener("stop");
  const hangUp = (): void => listener(process.stdin.isTTY === true ? "stop" : "reload");
  const listeners = [
    ["SIGINT", stop],
    ["SIGTERM", stop],
    ["SIGHUP", hangUp],
  ] as const;
  // The first process of a container gets no signal that it does not listen for.
  const heard = onlyReload && process.pid !== 1 ? listeners.slice(-1) : listeners;
  for (const [signal, on] of heard) process.on(signal, on);
  return () => {
    for (const [signal, on] of heard) process.off(signal, on);
  };
}

/** Uncaught rejections come here too. The program is in no known state then, so it waits for nothing. */
function onBug(tell: (error: unknown) => void): () => void {
  const earlier = process.listeners("uncaughtException");
  const hear = (error: unknown): void => {
    try {
      tell(error);
    } finally {
      process.exit(EXIT.bug);
    }
  };
  process.removeAllListeners("uncaughtException").on("uncaughtException", hear);
  return () => {
    process.off("uncaughtException", hear);
    for (const one of earlier) process.on("uncaughtException", one);
  };
}

function requireName(path: string): void {
  if (path === "-") throw new CliError("CLI_FILE_UNWRITABLE", "- is not a file to write");
}

/** Octets that are read at once. */
const PIECE = 262_144;

/** An input that is open, and what it is called in a refusal. */
interface NamedInput extends OpenInput {
  readonly name: string;
}

/** Opens inputs. One that the shell has opened is taken once: read again, it would be empty, and no file says that. */
function createInputs(): (path: string) => NamedInput {
  const taken = new Set<number>();
  return (path) => {
    const name = path === "-" ? "standard input" : path;
    const place = path === "-" ? "/dev/stdin" : locate(path);
    const number = descriptorOf(place);
    if (number !== undefined && taken.has(number)) {
      throw new CliError("CLI_FILE_UNREADABLE", `${name} is named twice, and can be read once`);
    }
    if (number !== undefined) taken.add(number);
    return { ...openInput(name, place), name };
  };
}

async function* readPieces(
  path: string,
  open: (path: string) => NamedInput,
): AsyncGenerator<Uint8Array> {
  const input = open(path);
  try {
    if (input.isFile) yield* readFilePieces(input);
    else yield* streamOf(input);
  } catch (cause) {
    throw unreadable(input, cause);
  }
}

const unreadable = ({ name }: NamedInput, cause: unknown): CliError =>
  cause instanceof CliError ? cause : new CliError("CLI_FILE_UNREADABLE", name, { cause });

/**
 * Reads into one buffer and waits for each read. A stream takes four times as long: it hands over each
 * piece from another thread, in new memory. Pipes are not read so, because they may keep us waiting.
 */
function* readFilePieces({ file, isOwn }: OpenInput): Generator<Uint8Array> {
  try {
    const octets = Buffer.allocUnsafeSlow(PIECE);
    for (;;) {
      const size = readSync(file, octets, 0, PIECE, null);
      if (size === 0) return;
      yield octets.subarray(0, size);
    }
  } finally {
    if (isOwn) closeSync(file);
  }
}

/** Streams an input that the shell has opened for this program. */
function streamOf({ file }: OpenInput): AsyncIterable<Uint8Array> {
  return file === 0 ? process.stdin : createReadStream("", { fd: file, highWaterMark: PIECE });
}

async function* listFiles(path: string, names?: RegExp): AsyncGenerator<string> {
  if (path === "-" || descriptorOf(locate(path)) !== undefined) {
    yield path;
    return;
  }
  const { listJsonFiles } = await import("./list-json-files.ts");
  yield* listJsonFiles(path, locate, names);
}

async function writeAll(files: readonly OutputFile[]): Promise<void> {
  for (const { path } of files) requireName(path);
  // Loaded only where there is something to write: validate starts faster without.
  const { writeNewFiles } = await import("./write-new-files.ts");
  await writeNewFiles(files.map((file) => ({ ...file, place: locate(file.path) })));
}

async function readBounded(input: NamedInput): Promise<Uint8Array> {
  const { name } = input;
  try {
    if (!input.isFile) return await readStream(streamOf(input), name);
    const { size } = fstatSync(input.file);
    if (size > MAX_FILE) throw new CliError("CLI_FILE_TOO_LARGE", `${name} has ${size} octets`);
    return readFileSync(input.file);
  } catch (cause) {
    throw unreadable(input, cause);
  } finally {
    if (input.isOwn) closeSync(input.file);
  }
}

async function readStream(stream: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const all = gather(MAX_FILE);
  for await (const chunk of stream) {
    all.add(chunk);
    if (all.size > MAX_FILE) break;
  }
  const octets = all.take();
  if (octets === undefined) throw new CliError("CLI_FILE_TOO_LARGE", name);
  return octets;
}

/** Resolves a path from the folder where it was typed, even if the package manager changed it. */
function locate(path: string): string {
  const typedIn = isScript() ? process.env["INIT_CWD"] : undefined;
  return resolve(typedIn ?? ".", path);
}

/** Whether a package manager runs this program as its script. */
const isScript = (): boolean => process.env["npm_lifecycle_event"] === "safepassage";

/**
 * What of a text fits into one line of a screen: of a text that goes on in the next line only that would be cleared. A sign beyond ASCII may
 * take two places.
 */
function onOneLine(text: string, width: number): string {
  let [line, places] = ["", 0];
  for (const sign of text) {
    places += sign <= "~" ? 1 : 2;
    if (places >= width) break;
    line += sign;
  }
  return line;
}

const CLEAR = "\r\u001b[K";
const MAX_FILE = 4 * 1_048_576;
