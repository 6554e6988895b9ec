import { randomBytes } from "node:crypto";
import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import type pg from "pg";
import { AgencyError } from "../../setting/agency-error.ts";
import type { Tables } from "../sql/tables.ts";
import { BOUNDS, createClient } from "./client.ts";
import { requireDurable, requireEncoding } from "./fit.ts";
import type { Bounds, PostgresPlace } from "./place.ts";
import { requireOwnSession } from "./pooled.ts";
import { sessionOf } from "./session.ts";

/** The one connection of a store. It holds the lock on the database as long as it lasts. */
export interface PostgresConnection {
  readonly db: Kysely<Tables>;
  readonly client: pg.Client;
  /** Whether it is lost: then the lock is lost too. */
  readonly isLost: boolean;
  /** Whether a statement has written rows since this was last set to `false`. */
  hasWritten: boolean;
  /** Has it count as lost: the next work connects anew. */
  giveUp(): void;
  close(): Promise<void>;
}

/**
 * Opens connections of one program to a database, one after the other. Each takes the lock on the database, so that one
 * program at a time works with it. A connection that is lost cannot write any more: nobody needs to be told that it has
 * lost the lock.
 *
 * @param placeNow - Asked before each connection: a password may be another one than before.
 */
export function createConnector(
  placeNow: () => PostgresPlace,
  bounds: Bounds = BOUNDS,
): () => Promise<PostgresConnection> {
  // By this name a later connection ends an earlier one of the same program that the server still waits for.
  const name = `safepassage ${randomBytes(8).toString("hex")}`;
  return async () => {
    let isLost = false;
    const lose = (): void => {
      isLost = true;
    };
    const place = placeNow();
    const { client, end } = createClient(place, bounds, { name, onLost: lose });
    try {
      await client.connect();
      await requireOwnSession(client, place, bounds);
      await client.query(sessionOf(bounds));
      await requireDurable(client);
      await requireEncoding(client);
      await takeLock(client, name);
    } catch (error) {
      await end();
      throw error;
    }
    const pool = poolOf(client, () => {
      connection.hasWritten = true;
    });
    const connection: PostgresConnection = {
      client,
      db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
      get isLost() {
        return isLost;
      },
      hasWritten: false,
      giveUp: lose,
      close: end,
    };
    return connection;
  };
}

async function takeLock(client: pg.Client, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = $1 and pid <> pg_backend_pid()`,
    [name],
  );
  for (let waited = 0; ; waited += LOCK_STEP_MS) {
    const { rows } = await client.query<{ taken: boolean }>(
      "select pg_try_advisory_lock($1) as taken",
      [LOCK],
    );
    if (rows[0]?.taken === true) return;
    if (waited >= LOCK_MS) {
      throw new AgencyError("GATEWAY_STORE_IN_USE", "another session holds the lock");
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_STEP_MS));
  }
}

/** A pool of one connection, for Kysely. Each statement is prepared once. @param onWrite - Called after each that wrote rows. */
function poolOf(client: pg.Client, onWrite: () => void): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (sql: string): string | undefined => {
    const known = names.get(sql);
    // Lists make statements of many lengths.
    if (known !== undefined || names.size >= MOST_PREPARED) return known;
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
  const one = {
    async query(sql: string, values: readonly unknown[] = []) {
      const name = values.length === 0 ? undefined : nameOf(sql);
      const given = { text: sql, values: [...values], ...(name !== undefined && { name }) };
      const result = await client.query(given);
      if (WRITING.has(result.command) && result.rowCount !== 0) onWrite();
      return result;
    },
    release() {},
  };
  return {
    connect: async () => one,
    async end() {},
  } as unknown as PostgresPool;
}

/** Commands that write rows. */
const WRITING: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE"]);
/** Key of the advisory lock: "SPas" in ASCII. */
const LOCK = 0x53506173;
const LOCK_MS = 1000;
const LOCK_STEP_MS = 50;
const MOST_PREPARED = 400;
