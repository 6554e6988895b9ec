/** A file to be written. `secret` files are readable by their owner only. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
  readonly secret?: boolean;
}

/** A file that is written piece by piece. */
export interface GrowingFile {
  append(text: string): Promise<void>;
  /** Gives the file its name; refuses to replace one. */
  keep(): Promise<void>;
  /** Takes the file away, whether it was kept or not; nothing happens if it is gone. */
  discard(): Promise<void>;
}

/** The outside world, as a command sees it. Tests pass their own. */
export interface Io {
  /** Reads a file, or standard input for `-`. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Files that a path stands for: itself, or all of a folder and those in it, in the order of their
   * names.
   *
   * @param names - What names of files in folders end in. Default: `.json`, `.jsonl`, `.ndjson`.
   */
  list(path: string, names?: RegExp): AsyncIterable<string>;
  /** Whether something stands at a path. */
  exists(path: string): Promise<boolean>;
  /** Where a path leads, for what opens files by itself. */
  place(path: string): string;
  /** Writes a new file; refuses to replace one. */
  write(path: string, text: string, options?: Pick<OutputFile, "secret">): Promise<void>;
  /** Writes new files, all of them or none; refuses to replace one. */
  writeAll(files: readonly OutputFile[]): Promise<void>;
  /**
   * Reads a file of any size piece by piece, or standard input for `-`. The octets of a piece are
   * good only until the next is asked for: copy what you keep.
   */
  readPieces(path: string): AsyncIterable<Uint8Array>;
  /** Begins a new file that grows and has its name only once it is kept. */
  begin(path: string, options?: Pick<OutputFile, "secret">): Promise<GrowingFile>;
  /** Runs a JavaScript module of the caller's and returns what it exports. */
  load(path: string): Promise<unknown>;
  /** Shows how far a long command is, where a person watches; the empty text takes it away. */
  progress(text: string): void;
  /** One line of the result: data only, so that it can be piped. What cannot be seen is escaped. */
  out(...parts: readonly Shown[]): void;
  /** One line that is meant for a person. What cannot be seen is escaped. */
  err(line: string): void;
  /**
   * A text of several lines whose format escapes the line ends in values, as JSON and HTML do. What
   * else cannot be seen is escaped.
   */
  document(text: string, to?: "out" | "err"): void;
  /** Whether a person looks at {@link Io.out} in colour. */
  readonly colour: boolean;
  readonly width: number;
  now(): Date;
}

/** A part of a line; in a colour where the screen has some. */
export type Shown = string | { readonly text: string; readonly colour: "red" | "yellow" | "green" };

/** What a process gives: its output takes lines as they are. */
export interface Outside extends Omit<Io, "out" | "err" | "document"> {
  out(text: string): void;
  err(text: string): void;
}

/** Exit statuses. Scripts rely on them: never renumber. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** A command tells its exit status through this. */
export type Finish = (exit: Exit) => void;

/** The worse of two statuses. */
export function worseOf(one: Exit, other: Exit): Exit {
  return one > other ? one : other;
}
