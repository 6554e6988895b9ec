import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Filling, Snapshot } from "../backup/copy.ts";
import { type BackupRow, invalid } from "../backup/format.ts";
import { syncFolder } from "../keys/write-durably.ts";
import type { TableName } from "../sql/table-names.ts";
import { createDatabase, lockPlace } from "./file.ts";

/** Reads a database that a gateway may be writing to. It writes on; only its log is not cut meanwhile. */
export function openSqliteSnapshot(path: string): Snapshot {
  const db = new DatabaseSync(path, { readOnly: true });
  db.exec("BEGIN");
  const { user_version: schema } = db.prepare("PRAGMA user_version").get() ?? {};
  return {
    schema: Number(schema),
    rows: (table) => db.prepare(`SELECT * FROM ${table}`).iterate() as Iterable<BackupRow>,
    async close() {
      db.close();
    },
  };
}

/**
 * Fills a new database, which takes the place of the one that is there. That one is kept: `.replaced` stands after its
 * name.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE` while a gateway works with it.
 */
export function fillSqlite(path: string): Filling {
  const { place, unlock } = lockPlace(path);
  const next = `${place}.restoring`;
  rmSync(next, { force: true });
  createDatabase(next);
  const db = new DatabaseSync(next);
  // Without a journal: what is not finished is thrown away.
  db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  const inserts = new Map<string, StatementSync>();
  const prepare = (table: TableName, columns: readonly string[]): StatementSync => {
    const known = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
    const names = new Set(known.map(({ name }) => name));
    if (!columns.every((column) => names.has(column))) throw invalid(`another column in ${table}`);
    const values = columns.map(() => "?");
    return db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${values})`);
  };
  return {
    insert(table, row) {
      const columns = Object.keys(row);
      const key = `${table} ${columns}`;
      const insert = inserts.get(key) ?? prepare(table, columns);
      inserts.set(key, insert);
      insert.run(...(Object.values(row) as SQLInputValue[]));
    },
    async keep() {
      db.exec("COMMIT");
      db.close();
      for (const end of ["", "-wal", "-shm"]) {
        rmSync(`${place}.replaced${end}`, { force: true });
        if (existsSync(place + end)) renameSync(place + end, `${place}.replaced${end}`);
      }
      renameSync(next, place);
      syncFolder(dirname(place));
      unlock();
    },
    async discard() {
      if (db.isOpen) db.close();
      rmSync(next, { force: true });
      unlock();
    },
  };
}
