import pg from "pg";
import { newDatabase as makeDatabase } from "./new-database.ts";

/** Something to store. */
export const EVENT = { kind: "k", at: "2026-11-24T09:02:00Z" };

/** Where a database is. */
export type Place = Awaited<ReturnType<typeof newDatabase>>;

/** Makes an empty database. It goes with the server. */
export async function newDatabase() {
  return (await makeDatabase("store")).place;
}

/** Ends all connections to a database, as a server does that is shut down. */
export const cut = (place: Place) =>
  query(
    { ...place, database: "postgres" },
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${place.database}'`,
  );

/** Asks a database. */
export async function query(place: pg.ClientConfig, sql: string): Promise<readonly object[]> {
  const client = new pg.Client(place);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
