import type { AgencyStore } from "@safepassage/agency";
import { createMemoryStoreKeys } from "@safepassage/agency/node";
import { openPostgresStore, type PostgresPlace } from "@safepassage/agency/postgres";
import { type PostgresServer, startPostgres } from "@safepassage/testing/postgres";
import pg from "pg";
import { createDatabase } from "../exchange/postgres.ts";
import type { Calls } from "./record-calls.ts";
import { replayCalls, statementsIn } from "./replay.ts";
import { encrypted, type Statement, type Value, writeJson } from "./statement.ts";
import { timed } from "./timed.ts";
import type { Parts, Ways } from "./ways.ts";

/** The two ways into databases of a server of its own. @param home - Folder of the cluster. */
export async function postgresWays(home: string): Promise<Ways> {
  const server = await startPostgres(home);
  const opened = async () => {
    const place = await freshDatabase(server);
    return { place, store: await openPostgresStore(place, createMemoryStoreKeys) };
  };
  return {
    name: "PostgreSQL through pg",
    async throughStore([first, rest], atOnce) {
      const { store } = await opened();
      try {
        await store.ready?.();
        await replayCalls(store, first, atOnce);
        return await timed(() => replayCalls(store, rest, atOnce));
      } finally {
        await store.close();
      }
    },
    async throughDriver([, calls], [first, rest]) {
      const { place, store } = await opened();
      await store.ready?.();
      await store.close();
      const client = new pg.Client({ ...place });
      await client.connect();
      try {
        await client.query("set synchronous_commit = on");
        const run = runOn(client);
        await run(first);
        return await timed(() => {
          calls.forEach(writeJson);
          return run(rest);
        });
      } finally {
        await client.end();
      }
    },
    statementsOf: (transactions, atOnce) => statementsOf(transactions, atOnce, opened),
    close: () => server.stop(),
  };
}

let made = 0;
const freshDatabase = (server: PostgresServer): Promise<PostgresPlace> =>
  createDatabase(server, `bench${made++}`);

/** Gives statements to the bare driver, each prepared once. */
function runOn(client: pg.Client): (statements: readonly Statement[]) => Promise<void> {
  const names = new Map<string, string>();
  return async (statements) => {
    for (const { sql: text, values } of statements) {
      if (values.length === 0) {
        await client.query(text);
        continue;
      }
      const name = names.get(text) ?? `b${names.size}`;
      names.set(text, name);
      await client.query({ name, text, values: encrypted(values) });
    }
  };
}

/** How the store asks. */
interface Asked {
  readonly text: string;
  readonly values: readonly Value[];
}

async function statementsOf(
  transactions: Parts<Calls>,
  atOnce: number,
  open: () => Promise<{ readonly store: AgencyStore }>,
): Promise<Parts<Statement>> {
  const statements: Statement[] = [];
  const { query } = pg.Client.prototype;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...asked: readonly [string | Asked, ...unknown[]]) {
      const [first] = asked;
      if (typeof first === "object") statements.push({ sql: first.text, values: first.values });
      return Reflect.apply(query, this, asked);
    },
  });
  try {
    // Opened only now: its client takes the function from the prototype once.
    const { store } = await open();
    return await statementsIn(store, statements, transactions, atOnce);
  } finally {
    Object.assign(pg.Client.prototype, { query });
  }
}
