import { CliError, type Io } from "../src/index.ts";

/** Files and output that exist in memory only. */
export interface MemoryIo extends Io {
  readonly files: Map<string, string>;
  readonly stdout: string[];
  readonly stderr: string[];
}

export function createMemoryIo(files: Map<string, string>, now: Date): MemoryIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    files,
    stdout,
    stderr,
    colour: false,
    width: 100,
    now: () => now,
    exists: async (path) => files.has(path),
    async read(path) {
      const text = files.get(path);
      if (text === undefined) throw new CliError("CLI_FILE_UNREADABLE", path);
      return new TextEncoder().encode(text);
    },
    async write(path, text) {
      if (files.has(path)) throw new CliError("CLI_FILE_EXISTS", path);
      files.set(path, text);
    },
    out: (line) => void stdout.push(line),
    err: (line) => void stderr.push(line),
  };
}
