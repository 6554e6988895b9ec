import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** An empty database on the server of this run. */
export interface NewDatabase {
  readonly place: { readonly host: string; readonly user: string; readonly database: string };
  /** Asks in it. */
  query(sql: string): Promise<void>;
  /** Asks beside it. */
  administer(sql: string): Promise<void>;
  /** Ends every connection to it. */
  cut(): Promise<void>;
}

/** Makes a database. It goes with the server. */
export async function newDatabase(purpose: string): Promise<NewDatabase> {
  const { host, user } = inject("postgres");
  const place = { host, user, database: `${purpose}_${randomBytes(6).toString("hex")}` };
  const administer = (sql: string) => query({ host, user, database: "postgres" }, sql);
  await administer(`create database ${place.database}`);
  return {
    ...{ place, administer },
    query: (sql) => query(place, sql),
    cut: () =>
      administer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${place.database}'`,
      ),
  };
}

async function query(place: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(place);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
