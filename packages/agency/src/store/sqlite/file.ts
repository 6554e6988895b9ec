import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { migrate } from "./migrate.ts";
import type { Statements } from "./rows.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/**
 * Opens, or creates, the database of a gateway: locked, private, durable, with its tables.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_IN_USE`, `GATEWAY_STORE_LINKED`.
 * @returns `scrub` removes the last copies of deleted data from the files.
 */
export function openSqliteFile(path: string, lend: Lend) {
  const own = path === ":memory:" ? { path } : takeFile(path);
  const db = new DatabaseSync(own.path);
  const close = (): void => {
    db.close();
    own.lock?.close();
  };
  try {
    prepare(db, lend);
  } catch (error) {
    close();
    throw error;
  }
  return { db, scrub: () => scrub(db), close };
}

/** Takes the file behind a path, whatever its name, for this process alone. */
function takeFile(path: string): { readonly path: string; readonly lock?: DatabaseSync } {
  if (!existsSync(path)) makePrivate(path);
  const real = realpathSync(path);
  const lock = lockFile(`${real}.lock`);
  try {
    makePrivate(real);
    requireOneName(real);
    requireUnused(real);
    return { path: real, lock };
  } catch (error) {
    lock.close();
    throw error;
  }
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

function isBusy(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return (errcode & 0xff) === SQLITE_BUSY;
}

/** Locks a file. A lock of the system ends with the process, even on a kill; a file that says "locked" would stay. */
function lockFile(path: string): DatabaseSync {
  makePrivate(path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;");
    return lock;
  } catch (cause) {
    lock.close();
    throw new AgencyError("GATEWAY_STORE_IN_USE", "the lock is held", { cause });
  }
}

/**
 * Makes the files readable by their owner only. SQLite copies the database's mode to log and shared memory, so it comes
 * first. An existing file is not opened: closing it would release a lock that this process holds on it.
 */
function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", OWNER_ONLY));
  for (const end of ["", "-wal", "-shm"]) {
    if (existsSync(path + end)) chmodSync(path + end, OWNER_ONLY);
  }
}

function prepare(db: DatabaseSync, lend: Lend): void {
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA busy_timeout = 5000;
  `);
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === 0) {
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  } else if (version !== SCHEMA_VERSION) {
    migrate(db, version, lend(db));
  }
  // Data that a killed process erased may still be in the write-ahead log.
  scrub(db);
}

/** Cuts the write-ahead log to nothing: it still holds pages as they were before they were overwritten. */
function scrub(db: DatabaseSync): void {
  const result = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (result?.["busy"] !== 0) throw new Error("the write-ahead log is in use by another process");
}

/** Prepares statements, for the migration of an older database. */
type Lend = (db: DatabaseSync) => Statements;

const OWNER_ONLY = 0o600;
/** Somebody may be reading the database, as for a backup. */
const WAIT_FOR_READERS_MS = 1000;
/** Result code, low octet (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
