import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { CliError } from "../src/index.ts";
import type { OutputFile, Outside } from "../src/io/command.ts";

/** Files and output that exist in memory only. */
export interface MemoryIo extends Outside {
  readonly files: Map<string, string>;
  readonly stdout: string[];
  readonly stderr: string[];
  /** What was shown of the progress. */
  readonly shown: string[];
}

export function createMemoryIo(files: Map<string, string>, now: Date): MemoryIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const shown: string[] = [];
  return {
    files,
    stdout,
    stderr,
    colour: false,
    width: 100,
    now: () => now,
    async *list(path) {
      const inside = [...files.keys()].filter((name) => name.startsWith(`${path}/`)).sort();
      if (inside.length > 0) yield* inside;
      else yield path;
    },
    exists: async (path) => files.has(path),
    // What a command writes by itself must not land in the repository.
    place: (path) => join(SCRATCH, path),
    async read(path) {
      const text = files.get(path);
      if (text === undefined) throw new CliError("CLI_FILE_UNREADABLE", path);
      return new TextEncoder().encode(text);
    },
    write: (path, text) => writeAll(files, [{ path, text }]),
    writeAll: (all) => writeAll(files, all),
    async *readPieces(path) {
      const text = files.get(path);
      if (text === undefined) throw new CliError("CLI_FILE_UNREADABLE", path);
      const octets = new TextEncoder().encode(text);
      for (let at = 0; at < octets.length; at += 1_000) yield octets.subarray(at, at + 1_000);
    },
    async begin(path) {
      let text = "";
      return {
        append: async (piece) => {
          text += piece;
        },
        keep: () => writeAll(files, [{ path, text }]),
        discard: async () => {
          if (files.get(path) === text) files.delete(path);
        },
      };
    },
    load: (path) => Promise.reject(new Error(`${path}: no module in memory`)),
    ask: async () => undefined,
    // What would run until somebody ends it, ends at once.
    onSignal: (listener) => {
      queueMicrotask(() => listener("stop"));
      return () => {};
    },
    isWrapped: false,
    progress: (text) => void (text !== "" && shown.push(text)),
    shown,
    out: (line) => void stdout.push(line),
    err: (line) => void stderr.push(line),
  };
}

async function writeAll(files: Map<string, string>, all: readonly OutputFile[]): Promise<void> {
  const taken = all.find(({ path }) => files.has(path));
  if (taken !== undefined) throw new CliError("CLI_FILE_EXISTS", taken.path);
  for (const { path, text } of all) files.set(path, text);
}

const SCRATCH = mkdtempSync(join(tmpdir(), "safepassage-memory-"));
afterAll(() => rmSync(SCRATCH, { recursive: true, force: true }));
