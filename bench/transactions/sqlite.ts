import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createMemoryStoreKeys, openSqliteStore } from "@safepassage/agency/node";
import type { Calls } from "./record-calls.ts";
import { replayCalls, statementsIn } from "./replay.ts";
import { encrypted, type Statement, writeJson } from "./statement.ts";
import { timed } from "./timed.ts";
import type { Parts, Ways } from "./ways.ts";

/** The two ways into SQLite files of a folder. */
export function sqliteWays(folder: string): Ways {
  const path = join(folder, "bench.db");
  const drop = (): void => {
    for (const end of ["", "-wal", "-shm", ".lock"]) rmSync(path + end, { force: true });
  };
  return {
    name: "node:sqlite",
    async throughStore([first, rest], atOnce) {
      const store = openSqliteStore(path, createMemoryStoreKeys);
      try {
        await store.ready?.();
        await replayCalls(store, first, atOnce);
        return await timed(() => replayCalls(store, rest, atOnce));
      } finally {
        await store.close();
        drop();
      }
    },
    async throughDriver([, calls], [first, rest]) {
      // Makes the tables, and notes what a store notes when it starts.
      const made = openSqliteStore(path, createMemoryStoreKeys);
      await made.ready?.();
      await made.close();
      const db = new DatabaseSync(path);
      try {
        db.exec(`
          PRAGMA synchronous = FULL;
          PRAGMA secure_delete = ON;
          PRAGMA temp_store = MEMORY;
        `);
        const run = runOn(db);
        run(first);
        return await timed(() => {
          calls.forEach(writeJson);
          run(rest);
        });
      } finally {
        db.close();
        drop();
      }
    },
    statementsOf,
    async close() {},
  };
}

/** Gives statements to the bare driver, each prepared once. */
function runOn(db: DatabaseSync): (statements: readonly Statement[]) => void {
  const prepared = new Map<string, { readonly one: StatementSync; readonly reads: boolean }>();
  return (statements) => {
    for (const { sql, values } of statements) {
      let known = prepared.get(sql);
      if (known === undefined) {
        const one = db.prepare(sql);
        known = { one, reads: one.columns().length > 0 };
        prepared.set(sql, known);
      }
      if (known.reads) known.one.all(...encrypted(values));
      else known.one.run(...encrypted(values));
    }
  };
}

async function statementsOf(transactions: Parts<Calls>, atOnce: number): Promise<Parts<Statement>> {
  const statements: Statement[] = [];
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    for (const name of ["all", "run"] as const) {
      const own = statement[name];
      Object.defineProperty(statement, name, {
        value(...values: Statement["values"]) {
          statements.push({ sql, values });
          return Reflect.apply(own, statement, values);
        },
      });
    }
    return statement;
  };
  try {
    // Opened only now: what it prepares for its start is used again.
    return await statementsIn(openSqliteStore(":memory:"), statements, transactions, atOnce);
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
}
