import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from "node:fs";
import { CliError } from "../errors/cli-error.ts";

/** An input that is open. */
export interface OpenInput {
  readonly file: number;
  /** Whether it is a file on a disk: it has a size, and no read of it waits for anybody. */
  readonly isFile: boolean;
  /** Whether this program opened it, and has to close it. */
  readonly isOwn: boolean;
}

/**
 * Opens a file to read, and never waits for a writer.
 *
 * A named pipe, a socket or a device is refused: an attacker could put one into a folder and make a
 * command wait for ever. Inputs that the shell opened for this program, as `<(command)` does, are read:
 * they are descriptors under `/dev/fd`.
 *
 * @param path - As it was typed, for the refusal.
 * @param place - Where it lies.
 * @throws CliError `CLI_FILE_UNREADABLE`.
 */
export function openInput(path: string, place: string): OpenInput {
  const number = descriptorOf(place);
  try {
    if (number !== undefined) {
      const found = fstatSync(number);
      if (found.isDirectory()) throw unreadable(path, found);
      return { file: number, isFile: found.isFile(), isOwn: false };
    }
    // Checked before opening, since opening some devices uses them; and after, since it may have been
    // replaced. Opened without waiting for the writer of a pipe.
    requireFile(path, statSync(place));
    const file = openSync(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      requireFile(path, fstatSync(file));
    } catch (error) {
      closeSync(file);
      throw error;
    }
    return { file, isFile: true, isOwn: true };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError("CLI_FILE_UNREADABLE", path, { cause });
  }
}

/** The number of a descriptor that a path stands for; standard input is 0. */
export function descriptorOf(place: string): number | undefined {
  if (place === "/dev/stdin") return 0;
  const number = DESCRIPTOR.exec(place)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** @throws CliError `CLI_FILE_UNREADABLE` for whatever is not a file on a disk. */
export function requireFile(path: string, found: Stats): void {
  if (!found.isFile()) throw unreadable(path, found);
}

function unreadable(path: string, found: Stats): CliError {
  const [, kind] = KINDS.find(([isIt]) => isIt(found)) ?? [];
  const what = kind ?? "not a file";
  // Only who gave a pipe wants to know how what a command writes is read.
  const how = found.isFIFO() ? "; what a command writes is read from - or <(command)" : "";
  return new CliError("CLI_FILE_UNREADABLE", `${path} is ${what}${how}`);
}

const KINDS: readonly (readonly [(found: Stats) => boolean, string])[] = [
  [(found) => found.isDirectory(), "a folder"],
  [(found) => found.isFIFO(), "a named pipe"],
  [(found) => found.isSocket(), "a socket"],
  [(found) => found.isCharacterDevice() || found.isBlockDevice(), "a device"],
];
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d{1,4})$/;
