import { chmodSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "./agency-error.ts";
import { makeFile } from "./give-to-owner.ts";
import { requireFile } from "./read-file.ts";

/** A file that this process has locked. */
export interface Lock {
  close(): void;
}

/**
 * Locks a file for this process, and makes it if it is not there. A lock of the system ends with the process, even on a
 * kill; a file that says "locked" would stay.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE`.
 */
export function lockFile(path: string): Lock {
  requireFile(path);
  makePrivate(path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;");
    return lock;
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    throw new AgencyError("GATEWAY_STORE_IN_USE", `another program holds ${path}`, { cause });
  }
}

/**
 * Whether a program has locked a file with {@link lockFile}. It asks for a moment to read it, and makes nothing. A file of another
 * user tells nothing, nor does one whose path is too long: opening it for work says so.
 */
export function isLocked(path: string): boolean {
  let lock: DatabaseSync;
  try {
    // A folder or a pipe is never locked so, and to open a pipe would take for ever.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    lock = new DatabaseSync(path, { readOnly: true });
  } catch {
    return false;
  }
  try {
    lock.prepare("SELECT count(*) FROM sqlite_master").get();
    return false;
  } catch {
    return true;
  } finally {
    lock.close();
  }
}

/** Whether another program holds a file locked. */
export function isBusy(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return BUSY.has(errcode & 0xff);
}

/**
 * Makes a database file and those beside it readable by their owner only. SQLite copies the database's mode to log and
 * shared memory, so it comes first. An existing file is not opened: closing it would release a lock that this process
 * holds on it.
 */
export function makePrivate(path: string): void {
  makeFile(path);
  for (const end of ["", "-wal", "-shm"]) {
    const found = statSync(path + end, { throwIfNoEntry: false });
    if (found?.isFile()) chmodSync(path + end, OWNER_ONLY);
  }
}

const OWNER_ONLY = 0o600;
/** Result codes, low octet, of a file that is in use (sqlite.org/rescode.html). */
const BUSY: ReadonlySet<number> = new Set([5, 6]);
