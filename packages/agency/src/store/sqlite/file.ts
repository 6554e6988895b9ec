import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { migrate } from "./migrate.ts";
import type { Statements } from "./rows.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** An open database, and what it takes to close it. */
export interface SqliteFile {
  readonly db: DatabaseSync;
  /** Makes sure that what was deleted is in none of the files any more. */
  scrub(): void;
  close(): void;
}

/**
 * Opens, or creates, the database of a gateway: locked, private, durable, with its tables.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_IN_USE`, `GATEWAY_STORE_LINKED`.
 */
export function openSqliteFile(path: string, lend: Lend): SqliteFile {
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

/** Takes the file that a path leads to, by whichever name, for this process alone. */
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

/** Beside each name lies a log of its own, and what is in the one is not in the other: both would be destroyed. */
function requireOneName(path: string): void {
  if (statSync(path).nlink > 1) {
    throw new AgencyError("GATEWAY_STORE_LINKED", "the file has more than one name");
  }
}

/**
 * Whoever has the database open holds a lock on the file itself, wherever it is mounted: while there is one, nobody
 * else gets it whole.
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

/** Locks of the system end with the process, however it ends; a file that says "locked" does not. */
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
 * SQLite gives its log and shared memory the mode of the database, so that comes first. A file that
 * exists is not opened: closing it would let go of a lock that this process holds on it.
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
  createTables(db, lend);
  // What a killed process had erased may still lie in the write-ahead log.
  scrub(db);
}

function createTables(db: DatabaseSync, lend: Lend): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === SCHEMA_VERSION) return;
  if (version !== 0) {
    migrate(db, version, lend(db));
    return;
  }
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

/** The log still holds pages as they were before they were overwritten: it is cut to nothing. */
function scrub(db: DatabaseSync): void {
  const result = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (result?.["busy"] !== 0) throw new Error("the write-ahead log is in use by another process");
}

/** Prepares the statements that a database of the version before is brought up to date with. */
type Lend = (db: DatabaseSync) => Statements;

const OWNER_ONLY = 0o600;
/** Somebody may be reading: for a backup, or to look at it. */
const WAIT_FOR_READERS_MS = 1000;
/** Result code, low octet (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
