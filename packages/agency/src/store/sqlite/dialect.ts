import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  Kysely,
  type LimitNode,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from "kysely";
import type { Tables } from "../sql/tables.ts";

/**
 * Opens Kysely over a connection of `node:sqlite`, for which it has no dialect of its own.
 *
 * @param onWrite - Called after each statement that wrote rows.
 */
export function createSqliteKysely(db: DatabaseSync, onWrite: () => void): Kysely<Tables> {
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SqliteDriver({ database: toSqliteDatabase(db, onWrite) }),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new LastingQueryCompiler(),
    },
  });
}

/**
 * Writes statements that SQLite plans once. Where a limit is a bare parameter, SQLite looks at its value for the plan, and so
 * plans the statement anew each time it is run: 16 microseconds in place of 2 for a row of the history.
 */
export class LastingQueryCompiler extends SqliteQueryCompiler {
  protected override visitLimit({ limit }: LimitNode): void {
    this.append("limit cast(");
    this.visitNode(limit);
    this.append(" as integer)");
  }
}

/** A connection as Kysely expects it. Each statement is prepared once. */
function toSqliteDatabase(db: DatabaseSync, onWrite: () => void): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  const take = (sql: string): SqliteStatement => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = toSqliteStatement(db.prepare(sql), WRITING.test(sql) ? onWrite : undefined);
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
      return take(sql === "begin" ? "begin immediate" : sql);
    },
  };
}

/** @param onWrite - Called after rows were written. Left out for what writes none. */
function toSqliteStatement(
  statement: StatementSync,
  onWrite: () => void = () => {},
): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all(parameters) {
      const rows = statement.all(...parameters.map(toInput));
      if (rows.length > 0) onWrite();
      return rows;
    },
    run(parameters) {
      const result = statement.run(...parameters.map(toInput));
      // A change of no row must not need room on a full disk.
      if (result.changes > 0) onWrite();
      return result;
    },
    iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
  };
}

/** Refuses what SQLite would store as something else: an object as the first parameter counts as named ones. */
function toInput(value: unknown): SQLInputValue {
  const isStorable = value === null || STORABLE.has(typeof value) || value instanceof Uint8Array;
  if (!isStorable) throw new TypeError(`a store holds no ${typeof value}`);
  return value as SQLInputValue;
}

const NOTHING = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};

const STORABLE: ReadonlySet<string> = new Set(["string", "number", "bigint"]);
/** What writes rows: Kysely writes nothing before these words, and none of it begins with `with`. */
const WRITING = /^(?:insert|update|delete)\b/;
const MOST_PREPARED = 500;
