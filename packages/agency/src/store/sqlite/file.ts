import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { isBusy, type Lock, lockFile, makePrivate } from "../../setting/lock-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { requireOwnLog } from "../file/own-log.ts";
import { watchFile } from "../file/watch-file.ts";
import { COMMITS } from "../keys/commit-count.ts";
import type { StoreKeys } from "../keys/message-keys.ts";
import { createUpgradeTeller, type UpgradeHearer } from "../sql/upgrade-progress.ts";
import { discardBrokenOff, restoringOf } from "./broken-off.ts";
import { bringUpToDate, createTables, requireKnown } from "./migrate.ts";
import { requireSound } from "./sound.ts";

/**
 * Opens what the contents of a database are encrypted with.
 *
 * @param place - The file of the database, whatever its name was.
 */
export type OpenKeys = (place: string) => StoreKeys;

/**
 * Opens, or creates, the database of a gateway: locked, private, durable, with its tables.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_*`.
 * @param openKeys - Opens what contents are encrypted with. Called after the file is locked, and only if it is needed.
 * @param onUpgrade - Gets the progress of an upgrade of the tables.
 * @returns `scrub` removes the last copies of deleted data from the files.
 */
export function openSqliteFile(path: string, openKeys: OpenKeys, onUpgrade?: UpgradeHearer) {
  try {
    return openOwn(path === MEMORY ? { path } : takeFile(path), openKeys, onUpgrade);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function openOwn({ path, lock }: Taken, openKeys: OpenKeys, onUpgrade?: UpgradeHearer) {
  let db: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(path);
    db = opened;
    prepare(opened, () => openKeys(path), onUpgrade);
    const watched = path === MEMORY ? undefined : watchFile(path, opened, COMMITS);
    const close = (): void => {
      (watched ?? opened).close();
      lock?.close();
    };
    const cut = (): void => {
      watched?.requireKept();
      scrub(opened);
    };
    return { db: opened, path, requireKept: watched?.requireKept, scrub: cut, close };
  } catch (error) {
    db?.close();
    lock?.close();
    throw error;
  }
}

/** A file that only this process uses. */
interface Taken {
  readonly path: string;
  readonly lock?: Lock;
}

/** Takes the file behind a path, whatever its name, for this process alone. */
function takeFile(path: string): Taken {
  const real = placeOf(path);
  const lock = lockFile(`${real}.lock`);
  try {
    if (!existsSync(real)) {
      requireNoRestore(real);
      requireNoLog(real);
      createDatabase(real);
    }
    discardBrokenOff(real);
    requireWhole(real);
    makePrivate(real);
    requireOneName(real);
    requireOwnLog(real, COMMITS);
    requireUnused(real);
    return { path: real, lock };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Locks the place of a database that is to be replaced, whether a whole one is there or not.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE`.
 */
export function lockPlace(path: string): { readonly place: string; readonly unlock: () => void } {
  const place = placeOf(path);
  const lock = lockFile(`${place}.lock`);
  return { place, unlock: () => lock.close() };
}

/** Follows all links, also the last one if its file is still to be made. */
function placeOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  if (link !== true) return join(realpathSync(dirname(path)), basename(path));
  // Links that lead to each other have no end, and the system says so.
  statSync(path, { throwIfNoEntry: false });
  return placeOf(resolve(dirname(path), readlinkSync(path)));
}

/**
 * Makes a database with its tables, all of it or nothing: a file of 0 octets is never a new one.
 *
 * @param schema - Version of the tables. Default: that of this program.
 */
export function createDatabase(path: string, schema?: number): void {
  const next = `${path}.new`;
  rmSync(next, { force: true });
  try {
    makePrivate(next);
    const db = new DatabaseSync(next);
    try {
      // Without a journal on the disk: what is not finished is thrown away.
      db.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL;");
      createTables(db, schema);
    } finally {
      db.close();
    }
    renameSync(next, path);
    const folder = openSync(dirname(path), "r");
    fsyncSync(folder);
    closeSync(folder);
  } finally {
    rmSync(next, { force: true });
  }
}

/** SQLite would take an empty file for a new database, and forget what its log holds. */
function requireWhole(path: string): void {
  const found = statSync(path);
  if (found.isFile() && found.size > 0) return;
  throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${path} is empty, or no file`);
}

/** The log of a lost database must not be lost too, nor be taken for the log of a new one. */
function requireNoLog(path: string): void {
  const log = `${path}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${log} is there, but its database is not`);
}

/** A restore that was broken off has put the database aside, and its own not yet in the place. */
function requireNoRestore(path: string): void {
  if (!existsSync(restoringOf(path))) return;
  const how = "run safepassage gateway restore again";
  throw new AgencyError("GATEWAY_STORE_LOST", `a restore of ${path} was broken off: ${how}`);
}

/** Each name would have a log of its own, with different content, and together they would ruin the database. */
function requireOneName(path: string): void {
  if (statSync(path).nlink > 1) {
    throw new AgencyError("GATEWAY_STORE_LINKED", "the file has more than one name");
  }
}

/**
 * Checks that no other process has the database open: each holds a lock on the file itself, wherever it is mounted, and
 * rules out an exclusive lock here.
 */
function requireUnused(path: string): void {
  const probe = new DatabaseSync(path);
  try {
    probe.exec(`
      PRAGMA busy_timeout = ${WAIT_FOR_READERS_MS};
      PRAGMA locking_mode = EXCLUSIVE;
      BEGIN EXCLUSIVE;
      ROLLBACK;
    `);
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new AgencyError("GATEWAY_STORE_IN_USE", "the database is open elsewhere", { cause });
  } finally {
    probe.close();
  }
}

function prepare(db: DatabaseSync, openKeys: () => StoreKeys, onUpgrade?: UpgradeHearer): void {
  // A database of another program keeps even the kind of log that it has.
  requireKnown(db);
  requireSound(db);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA busy_timeout = ${WAIT_FOR_OTHERS_MS};
  `);
  bringUpToDate(db, openKeys, createUpgradeTeller(onUpgrade));
  // From here on nobody is answered while SQLite waits, so it does not: who begins a transaction tries again.
  db.exec("PRAGMA busy_timeout = 0");
  try {
    // Data that a killed process erased may still be in the write-ahead log.
    scrub(db);
  } catch {
    // On a full disk it fails. What is there can be read all the same, and maintenance scrubs again.
  }
}

/**
 * Cuts the write-ahead log to nothing: it still holds pages as they were before they were overwritten. While somebody
 * reads the database, as for a backup, the log stays, and maintenance cuts it later.
 */
function scrub(db: DatabaseSync): void {
  db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
}

const WAIT_FOR_OTHERS_MS = 1000;
/** Somebody may be reading the database, as for a backup. */
const WAIT_FOR_READERS_MS = 1000;
/** Names a database that is gone when it is closed. */
export const MEMORY = ":memory:";
