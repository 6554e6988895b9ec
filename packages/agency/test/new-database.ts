import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** Makes an empty database on the server of this run. */
export async function newDatabase(purpose: string) {
  const { host, user } = inject("postgres");
  const database = `${purpose}_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string, on: string) => {
    const client = new pg.Client({ host, user, database: on });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${database}`, "postgres");
  return {
    place: { host, user, database },
    query: (sql: string) => run(sql, database),
    /** Ends every connection to it. */
    cut: () =>
      run(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
        "postgres",
      ),
  };
}
