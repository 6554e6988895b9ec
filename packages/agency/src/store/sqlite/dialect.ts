import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Tables } from "../sql/tables.ts";

/** Opens Kysely over a connection of `node:sqlite`, for which it has no dialect of its own. */
export function createSqliteKysely(db: DatabaseSync): Kysely<Tables> {
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SqliteDriver({ database: toSqliteDatabase(db) }),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** A connection as Kysely expects it. Each statement is prepared once. */
function toSqliteDatabase(db: DatabaseSync): SqliteDatabase {
  const prepared = new Map<
    string,
    { readonly statement: StatementSync; readonly reader: boolean }
  >();
  const take = (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    const made = { statement, reader: statement.columns().length > 0 };
    // Lists make statements of many lengths.
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(sql, made);
    return made;
  };
  return {
    close() {},
    prepare(sql) {
      // SQLite may have rolled back by itself, as where the disk is full.
      if (sql === "rollback" && !db.isTransaction) return NOTHING;
      const { statement, reader } = take(sql === "begin" ? "begin immediate" : sql);
      return {
        reader,
        all: (parameters) => statement.all(...parameters.map(toInput)),
        run: (parameters) => statement.run(...parameters.map(toInput)),
        iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
      };
    },
  };
}

/** Refuses what SQLite would store as something else: an object as the first parameter counts as named ones. */
function toInput(value: unknown): SQLInputValue {
  const isStorable =
    value === null ||
    value instanceof Uint8Array ||
    ["string", "number", "bigint"].includes(typeof value);
  if (!isStorable) throw new TypeError(`a store holds no ${typeof value}`);
  return value as SQLInputValue;
}

const NOTHING = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};

const MOST_PREPARED = 500;
