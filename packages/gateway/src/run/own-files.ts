import type { LogEvent } from "@safepassage/agency";
import { type Finding, finding } from "../findings/finding.ts";

/** Watches the files that a gateway keeps for its next start and for commands. It runs without them, such as on a full disk. */
export interface OwnFiles {
  /** Learns that a file could not be written. That is told once, however often it is tried. */
  failed(name: string, error: unknown): void;
  /** Learns that a file was written. */
  written(name: string): void;
  /** The files that are not as they should be. */
  findings(): readonly Finding[];
}

/** @param onError - Gets what is no failure of the system. */
export function createOwnFiles(
  log: (event: LogEvent) => void,
  onError: (error: unknown) => void,
): OwnFiles {
  const failing = new Map<string, string>();
  return {
    failed(name, error) {
      const { syscall, code } = error as NodeJS.ErrnoException;
      if (syscall === undefined || code === undefined) return onError(error);
      if (failing.get(name) !== code) log({ event: "ownFileUnwritten", ref: name, code });
      failing.set(name, code);
    },
    written(name) {
      if (failing.delete(name)) log({ event: "ownFileWritten", ref: name });
    },
    findings: () => [...failing.keys()].map((name) => finding("OWN_FILE_UNWRITTEN", name)),
  };
}
