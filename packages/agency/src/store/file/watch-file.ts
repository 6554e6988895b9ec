import { closeSync, existsSync, openSync, renameSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { type CountedIn, readKeptCommits } from "./kept-commits.ts";
import { findCount } from "./own-log.ts";

/** Watches the file of an open database for what others do to it. */
export interface WatchedFile {
  /**
   * Checks that nobody has written an earlier database over the file. SQLite does not notice, and would write the pages of today's
   * log into it. Nothing but a checkpoint changes the file, and none takes back what it has kept.
   *
   * @throws AgencyError `GATEWAY_STORE_UNREADABLE` until what belongs there is there again.
   */
  requireKept(): void;
  /** Closes the database. If it was overwritten, its log stays, so that the next start tells. */
  close(): void;
}

/** @param db - The open database. Its tables are those of this program. */
export function watchFile(path: string, db: DatabaseSync, counted: CountedIn): WatchedFile {
  // Closing it drops the locks that this process holds on the file: after the database.
  const file = openSync(path, "r");
  const place = findCount(db, counted);
  const read = () => (place && readKeptCommits(file, place)) ?? 0;
  let changed = changeOf(path);
  let kept = read();
  const requireKept = (): void => {
    const now = changeOf(path);
    if (now === changed) return;
    const found = read();
    if (found < kept) {
      const how = "put back what was there, or stop the program and restore a backup";
      throw new AgencyError(
        "GATEWAY_STORE_UNREADABLE",
        `${path} was overwritten with an earlier one while it is open; ${how}`,
      );
    }
    changed = now;
    kept = found;
  };
  const isKept = (): boolean => {
    try {
      requireKept();
      return true;
    } catch {
      return false;
    }
  };
  return {
    requireKept,
    close() {
      try {
        if (isKept() || !existsSync(path)) db.close();
        else closeWithLog(path, db);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** SQLite writes its log into the file when it closes that, but not while the file has another name. */
function closeWithLog(path: string, db: DatabaseSync): void {
  const aside = `${path}.overwritten`;
  renameSync(path, aside);
  try {
    db.close();
  } finally {
    renameSync(aside, path);
  }
}

/** The time of the last change of a file, in nanoseconds. Returns `undefined` if the file is missing. */
function changeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

/**
 * Remembers which file a path leads to now. A file that is moved to another disk, removed or replaced can still be written by
 * a program that has it open, and the next start does not see what was written there.
 *
 * @returns Throws AgencyError `GATEWAY_STORE_UNREADABLE` while the path leads to another file, or to none. It may lead to the same
 *   one again later. `undefined` if there is no file yet.
 */
export function rememberFile(path: string): (() => void) | undefined {
  const place = resolve(path);
  const opened = idOf(place);
  if (opened === undefined) return undefined;
  return () => {
    if (idOf(place) === opened) return;
    throw new AgencyError(
      "GATEWAY_STORE_UNREADABLE",
      `${place} was moved, removed or replaced while it is open; put it back, or stop the program before you move it`,
    );
  };
}

function idOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
