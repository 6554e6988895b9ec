import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Clock, systemClock } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";
import { makeFolder } from "../../setting/give-to-owner.ts";
import { isThere, requireFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { askBefore, NOTHING_BEFORE } from "../backup/before.ts";
import type { Filling, Snapshot } from "../backup/copy.ts";
import { type BackupRow, invalid } from "../backup/format.ts";
import { requireOwnLogAtRest } from "../file/own-log.ts";
import { COMMITS } from "../keys/commit-count.ts";
import { SCHEMA_VERSION } from "../sql/migrations.ts";
import { notMigrated, otherTables } from "../sql/other-tables.ts";
import type { TableName } from "../sql/table-names.ts";
import { createUpgradeTeller } from "../sql/upgrade-progress.ts";
import { APPLICATION_ID } from "./application-id.ts";
import {
  beginRestoring,
  endRestoring,
  FILES,
  REPLACED,
  restoringOf,
  takePlace,
} from "./broken-off.ts";
import { createDatabase, lockPlace } from "./file.ts";
import { changeTables, isMigrated } from "./migrate.ts";

/**
 * Reads a database that a gateway may be writing to. It writes on; only its log is not cut meanwhile.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`, also where there is none yet; `GATEWAY_STORE_INCOMPATIBLE`.
 */
export function openSqliteSnapshot(path: string): Snapshot {
  if (!isThere(path)) {
    const why = "is lost, or not made yet: safepassage gateway migrate makes it";
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${path} ${why}`);
  }
  try {
    return beginSnapshot(path);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function beginSnapshot(path: string): Snapshot {
  requireFile(path);
  requireOwnLogAtRest(path, COMMITS, `${path}.lock`);
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.exec("BEGIN");
    requireOwn(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    schema: SCHEMA_VERSION,
    rows: (table) => db.prepare(`SELECT * FROM ${table}`).iterate() as Iterable<BackupRow>,
    async close() {
      db.close();
    },
  };
}

/**
 * Fills a new database, which takes the place of the one that is there. That one is kept: the time and `.replaced` stand
 * after its name. None that was kept earlier is touched.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE` while a gateway works with it; `GATEWAY_STORE_FULL`,
 *   `GATEWAY_STORE_UNREADABLE`; an insert `GATEWAY_BACKUP_INVALID` for a row that its table does not take.
 */
export function fillSqlite(path: string, clock: Clock = systemClock): Filling {
  try {
    // After a loss of the disk this may be missing too.
    makeFolder(dirname(path));
    const { place, unlock } = lockPlace(path);
    try {
      return beginFilling(place, clock, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function beginFilling(place: string, clock: Clock, unlock: () => void): Filling {
  const next = restoringOf(place);
  beginRestoring(place);
  let undo: (() => void) | undefined;
  let opened: DatabaseSync | undefined;
  let version = SCHEMA_VERSION;
  const filled = (): DatabaseSync => {
    if (opened === undefined) throw new TypeError("there are no tables yet");
    return opened;
  };
  const inserts = new Map<string, StatementSync>();
  /** What fails here fails in the place, and not in the copy that is read. */
  const coded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, place);
    }
  };
  const prepare = (table: TableName, columns: readonly string[]): StatementSync => {
    const db = filled();
    const known = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
    const names = new Set(known.map(({ name }) => name));
    if (!columns.every((column) => names.has(column))) throw invalid(`another column in ${table}`);
    const values = columns.map(() => "?");
    return db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${values})`);
  };
  return {
    ...readBefore(place),
    begin: (schema) =>
      coded(() => {
        version = schema;
        createDatabase(next, schema);
        opened = new DatabaseSync(next);
        // Without a journal on the disk: what is not finished is thrown away.
        opened.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
      }),
    bringUpToDate(onUpgrade) {
      inserts.clear();
      const tell = createUpgradeTeller(onUpgrade);
      coded(() => changeTables(filled(), { from: version }, tell));
    },
    insert(table, row) {
      const columns = Object.keys(row);
      const key = `${table} ${columns}`;
      try {
        const insert = inserts.get(key) ?? prepare(table, columns);
        inserts.set(key, insert);
        insert.run(...(Object.values(row) as SQLInputValue[]));
      } catch (error) {
        if (isOfRow(error)) throw invalid(`a row that ${table} does not take`, error);
        throw toStoreError(error, place);
      }
    },
    async keep(last) {
      coded(() => filled().exec("COMMIT"));
      filled().close();
      undo = coded(() => takePlace(place, nameOfReplaced(place, clock.now())));
      last?.();
      undo = undefined;
      endRestoring(place);
      unlock();
    },
    async discard() {
      try {
        if (opened?.isOpen) opened.close();
        undo?.();
        endRestoring(place);
      } finally {
        unlock();
      }
    },
  };
}

/** A name that nothing has yet. */
function nameOfReplaced(place: string, at: Date): string {
  const name = `${place}.${at.toISOString().replaceAll(":", "")}${REPLACED}`;
  const isTaken = FILES.some((end) => existsSync(name + end));
  return isTaken ? nameOfReplaced(place, new Date(at.getTime() + 1)) : name;
}

/** A database that is lost, damaged or empty tells nothing, and one of an earlier version what its tables have. */
function readBefore(place: string): Pick<Filling, "before" | "isDamaged"> {
  if (!existsSync(place)) return { before: NOTHING_BEFORE };
  let isDamaged = false;
  try {
    const db = new DatabaseSync(place, { readOnly: true });
    const ask = (question: string): readonly BackupRow[] => {
      try {
        return db.prepare(question).all() as BackupRow[];
      } catch (error) {
        isDamaged ||= !isLacking(error);
        return [];
      }
    };
    try {
      // A full disk may leave an empty file, which SQLite reads as a database without tables.
      isDamaged = !isOwn(db);
      const before = askBefore(ask);
      return { before, isDamaged };
    } finally {
      db.close();
    }
  } catch {
    return { before: NOTHING_BEFORE, isDamaged: true };
  }
}

/** Refuses what no copy can be made of: it would be told only when somebody needs the copy. */
function requireOwn(db: DatabaseSync): void {
  if (!isOwn(db)) throw otherTables();
  const version = pragma(db, "user_version");
  if (version === SCHEMA_VERSION) return;
  if (!isMigrated(version)) throw otherTables(version);
  throw notMigrated(version);
}

/** Whether a database is one of an agency, of whatever version. */
const isOwn = (db: DatabaseSync): boolean =>
  isMigrated(pragma(db, "user_version")) || pragma(db, "application_id") === APPLICATION_ID;

const pragma = (db: DatabaseSync, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);

/** Whether a table or a column is not there, as in tables of an earlier version. */
const isLacking = (error: unknown): boolean =>
  (error as { readonly errcode?: number }).errcode === 1;

/** Whether SQLite refused a row for what is in it. */
function isOfRow(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return OF_ROW.has(errcode & 0xff);
}

/** Result codes, low octet: no such statement, too big, a constraint, another type (sqlite.org/rescode.html). */
const OF_ROW: ReadonlySet<number> = new Set([1, 18, 19, 20]);
