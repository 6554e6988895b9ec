import { constants, DatabaseSync } from "node:sqlite";
import { Kysely, SqliteAdapter, SqliteIntrospector } from "kysely";
import { createGroupCipher } from "../src/store/keys/cipher.ts";
import { createMemoryStoreKeys } from "../src/store/keys/message-keys.ts";
import type { Tx } from "../src/store/ports.ts";
import { createTx } from "../src/store/sql/store.ts";
import type { Tables } from "../src/store/sql/tables.ts";
import { LastingQueryCompiler } from "../src/store/sqlite/dialect.ts";
import { createTables } from "../src/store/sqlite/migrate.ts";

/** Ports over a fresh database that note what was asked. */
export function watched() {
  const db = new DatabaseSync(":memory:");
  createTables(db);
  const asked = new Set<string>();
  const replanned = new Set<string>();
  let running: string | undefined;
  // SQLite asks for leave while it plans a statement.
  db.setAuthorizer(() => {
    if (running !== undefined) replanned.add(running);
    return constants.SQLITE_OK;
  });
  const kysely = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (one) => new SqliteIntrospector(one),
      createQueryCompiler: () => new LastingQueryCompiler(),
      createDriver: () => ({
        async init() {},
        async acquireConnection() {
          return connection;
        },
        async beginTransaction() {},
        async commitTransaction() {},
        async rollbackTransaction() {},
        async releaseConnection() {},
        async destroy() {},
      }),
    },
  });
  const connection = {
    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      asked.add(sql);
      const statement = db.prepare(sql);
      running = sql;
      try {
        if (statement.columns().length > 0) {
          return { rows: statement.all(...(parameters as string[])) as Row[] };
        }
        const { changes } = statement.run(...(parameters as string[]));
        return { rows: [], numAffectedRows: BigInt(changes) };
      } finally {
        running = undefined;
      }
    },
    async *streamQuery() {},
  };
  const explain = (sql: string): readonly string[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  const made = createTx(kysely, createGroupCipher(createMemoryStoreKeys().keys));
  const called = new Set<string>();
  const ports = Object.entries(made).map(([port, methods]: [string, object]) => [
    port,
    new Proxy(methods, {
      get(target, method) {
        called.add(`${port}.${String(method)}`);
        return Reflect.get(target, method);
      },
    }),
  ]);
  const tx = Object.fromEntries(ports) as Tx;
  const unasked = () =>
    Object.entries(made)
      .flatMap(([port, methods]) => Object.keys(methods).map((method) => `${port}.${method}`))
      .filter((name) => !called.has(name));
  return { tx, asked, replanned, explain, unasked };
}
