import type { Seriousness } from "./journal.ts";

/** A file to be written. `secret` files are readable by their owner only. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
  readonly secret?: boolean;
}

/** A file for the owner's eyes only that holds a value as JSON, laid out for reading. */
export function secretJson(path: string, value: unknown): OutputFile {
  return { path, text: `${JSON.stringify(value, null, 2)}\n`, secret: true };
}

/** A file that is written piece by piece. */
export interface GrowingFile {
  append(text: string): Promise<void>;
  /** Gives the file its name; refuses to replace one. */
  keep(): Promise<void>;
  /** Removes the file, kept or not; does nothing if it is gone. */
  discard(): Promise<void>;
}

/** Files, streams and clock of a command. Tests pass their own. */
export interface Io {
  /** Reads a file, or standard input for `-`. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Lists the files that a path stands for: itself, or all files of a folder and of the folders in
   * it, ordered by name.
   *
   * @param names - Pattern of the names of files in folders. Default: `.json`, `.jsonl`, `.ndjson`.
   */
  list(path: string, names?: RegExp): AsyncIterable<string>;
  /** Whether something stands at a path. */
  exists(path: string): Promise<boolean>;
  /** The absolute place of a path, for code that opens files by itself. */
  place(path: string): string;
  /** Writes a new file; refuses to replace one. */
  write(path: string, text: string, options?: Pick<OutputFile, "secret">): Promise<void>;
  /** Writes new files, all of them or none; refuses to replace one. */
  writeAll(files: readonly OutputFile[]): Promise<void>;
  /**
   * Reads a file of any size piece by piece, or standard input for `-`. The octets of a piece are
   * valid only until you ask for the next: copy what you keep.
   */
  readPieces(path: string): AsyncIterable<Uint8Array>;
  /** Begins a new file that grows, and gets its name only when it is kept. */
  begin(path: string, options?: Pick<OutputFile, "secret">): Promise<GrowingFile>;
  /** Runs the caller's JavaScript module and returns its exports. */
  load(path: string): Promise<unknown>;
  /** Shows a watching person how far a long command is; the empty text clears it. */
  progress(text: string): void;
  /** Prints a line of the result: data only, so that it can be piped. Invisible characters are escaped. */
  out(...parts: readonly Shown[]): void;
  /** Says why the last line of the result was not written: a code of the system; `undefined` if it was. */
  outFailure?(): string | undefined;
  /** Says that this command goes on where its output is lost, so that this does not change its exit status. */
  outliveOutput?(): void;
  /** Prints a line for a person. Invisible characters are escaped. */
  err(line: string): void;
  /**
   * Prints a text of several lines whose format escapes line ends in values, as JSON and HTML do.
   * Other invisible characters are escaped.
   */
  document(text: string, to?: "out" | "err"): void;
  /** Asks a person at a terminal. `undefined` where nobody can be asked, or the input has ended. */
  ask(question: string): Promise<string | undefined>;
  /**
   * Listens for signals to this process. `stop` asks it to end, `reload` to look at its files again.
   *
   * @param onlyReload - Has the system do what it does with a signal to end, where it knows how.
   * @returns what ends the listening.
   */
  onSignal(listener: (signal: "stop" | "reload") => void, onlyReload?: boolean): () => void;
  /**
   * Has `tell` called with what was thrown and nobody has caught, in place of who listened before. The process then ends with
   * {@link EXIT}.bug. Left out: Node prints the error, with words that others may have chosen.
   *
   * @returns what ends the listening.
   */
  onBug?(tell: (error: unknown) => void): () => void;
  /** Whether a package manager has started this process, and perhaps passes no signal on to it. */
  readonly isWrapped: boolean;
  /** Whether {@link Io.out} goes to a screen with colours. */
  readonly colour: boolean;
  readonly width: number;
  /** Gives what a line begins with, which tells the journal of systemd how serious the line is. Left out: nothing. */
  readonly mark?: (level: Seriousness, to: "out" | "err") => string;
  now(): Date;
}

/** A part of a line, coloured where the screen has colours. */
export type Shown = string | { readonly text: string; readonly colour: "red" | "yellow" | "green" };

/** The world of a process: its output takes lines unescaped. */
export interface Outside extends Omit<Io, "out" | "err" | "document"> {
  out(text: string): void;
  err(text: string): void;
}

/**
 * Exit statuses. Scripts rely on them: never renumber. `mend` is of `gateway run`, which a supervisor starts again after
 * any other: only a person can mend what is wrong. `bug` and `mend` are those of sysexits.h for software and configuration.
 */
export const EXIT = { done: 0, refused: 1, usage: 2, bug: 70, mend: 78 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Sets the exit status of a command. */
export type Finish = (exit: Exit) => void;

/** The worse of two statuses. */
export function worseOf(one: Exit, other: Exit): Exit {
  return one > other ? one : other;
}
