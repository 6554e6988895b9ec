import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { toInstant } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";
import { requireFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { rememberFile } from "../file/watch-file.ts";
import type { ErasureEntry, ErasureJournal } from "./message-keys.ts";
import { writeAll, writeDurably } from "./write-durably.ts";

/**
 * Opens, or begins, the journal of erasures: a text of lines of 65 octets, each a digest, a space and an instant. The first
 * line names the journal. It is only ever added to.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE` for a file that is no journal; `GATEWAY_STORE_FULL`.
 */
export function openErasureJournal(path: string): ErasureJournal {
  try {
    if (!existsSync(path)) {
      const id = randomBytes(32).toString("base64url");
      writeDurably(path, Buffer.from(toLine({ digest: id, at: toInstant(new Date()) })));
    }
    return openLines(path);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function openLines(path: string): ErasureJournal {
  const file = openSync(path, "r+");
  // The file itself says where it ends: what is in it is never written over.
  const lines = (): number => Math.floor(fstatSync(file).size / LINE);
  // A process that was killed may have left a part of a line: it was never acknowledged.
  ftruncateSync(file, lines() * LINE);
  const read = (from: number, count: number): readonly ErasureEntry[] => {
    const octets = Buffer.alloc(Math.max(0, Math.min(count, lines() - from)) * LINE);
    readSync(file, octets, 0, octets.length, from * LINE);
    return octets
      .toString("latin1")
      .split("\n")
      .slice(0, -1)
      .map((line) => toEntry(path, line));
  };
  const [head] = read(0, 1);
  if (head === undefined) throw unreadable(path);
  const requireInPlace = rememberFile(path);
  /** It never becomes shorter. */
  let most = lines();
  const requireKept = (): void => {
    requireInPlace?.();
    if (lines() < most) throw overwritten(path);
  };
  return {
    id: head.digest,
    get length() {
      return lines() - 1;
    },
    since: (position, limit) => read(position + 1, limit),
    add(entries) {
      const octets = Buffer.from(entries.map(toLine).join(""), "latin1");
      requireKept();
      try {
        writeAll(file, octets, lines() * LINE);
        fsyncSync(file);
        most = lines();
      } catch (error) {
        throw toStoreError(error, path);
      }
    },
    requireKept,
    close: () => closeSync(file),
  };
}

/** The next start adds what the database knows to be erased. */
function overwritten(path: string): AgencyError {
  const how = "put back what was there, or start the program again";
  const message = `${path} was overwritten with an earlier one while it is open; ${how}`;
  return new AgencyError("GATEWAY_STORE_UNREADABLE", message);
}

/**
 * Checks that a file begins as a journal does, and leaves it as it is.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`; what the system throws.
 */
export function requireJournal(path: string): void {
  requireFile(path);
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(LINE);
    readSync(file, head, 0, LINE, 0);
    toEntry(path, head.toString("latin1").replace(/\n$/, ""));
  } finally {
    closeSync(file);
  }
}

/** Counts the entries of a journal that another program may be adding to; 0 if there is none. */
export function countEntries(path: string): number {
  const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return Math.max(0, Math.floor(size / LINE) - 1);
}

const toLine = ({ digest, at }: ErasureEntry): string => `${digest.padEnd(43)} ${at.padEnd(20)}\n`;

/** @throws AgencyError `GATEWAY_STORE_UNREADABLE`. */
export function toEntry(path: string, line: string): ErasureEntry {
  const [, digest, at] = /^(\S{1,43}) +(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(line) ?? [];
  if (digest === undefined || at === undefined) throw unreadable(path);
  return { digest, at };
}

const unreadable = (path: string): AgencyError =>
  new AgencyError("GATEWAY_STORE_UNREADABLE", `${path} is no journal of erasures`);

/** Octets of a line, with its end. */
export const LINE = 65;
