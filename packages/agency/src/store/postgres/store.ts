import { AgencyError } from "../../setting/agency-error.ts";
import type { StoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore } from "../ports.ts";
import type { SqlEngine } from "../sql/engine.ts";
import { createSqlStore } from "../sql/store.ts";
import { createUpgradeTeller, type UpgradeHearer } from "../sql/upgrade-progress.ts";
import { BOUNDS } from "./client.ts";
import { createConnector, type PostgresConnection } from "./connection.ts";
import { isDamage, isFull, isOfConnection, toPostgresError } from "./failures.ts";
import { requireDurable, requireOpenTables } from "./fit.ts";
import { bringUpToDate } from "./migrate.ts";
import type { Bounds, PostgresPlace } from "./place.ts";

/**
 * Opens an {@link AgencyStore} in a PostgreSQL database of its own, for one process. Tables are made if there are none.
 *
 * All transactions run on one connection, one after the other, under a lock on the database. So what a message is judged
 * by is read under a lock that covers its exchange and everything else, and a program that loses the connection loses
 * both at once. A lost connection is opened again by the next transaction, and whatever is behind it then is joined anew
 * with the keys, as at a start.
 *
 * @param place - Where it is; a function is asked before each connection, for a password that changes.
 * @param openKeys - Opens what the contents are encrypted with, after the database is locked. Closed with the store.
 * @param bounds - How long the server may be silent before works end with `GATEWAY_STORE_AWAY`.
 * @param onUpgrade - Gets the progress of an upgrade of the tables.
 * @throws AgencyError `GATEWAY_STORE_IN_USE`, `GATEWAY_STORE_AWAY`, `GATEWAY_STORE_REFUSED`,
 *   `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_UNREADABLE`, `GATEWAY_STORE_POOLED`, `GATEWAY_STORE_READ_ONLY`,
 *   `GATEWAY_STORE_UNSAFE`; what `openKeys` throws.
 */
export async function openPostgresStore(
  place: PostgresPlace | (() => PostgresPlace),
  openKeys: () => StoreKeys,
  bounds: Bounds = BOUNDS,
  onUpgrade?: UpgradeHearer,
): Promise<AgencyStore> {
  const placeNow = typeof place === "function" ? place : () => place;
  const engine = createPostgresEngine(placeNow, bounds, onUpgrade);
  try {
    await engine.connect();
    return createSqlStore(engine, openKeys());
  } catch (error) {
    await engine.close();
    throw engine.failureOf(error);
  }
}

function createPostgresEngine(
  placeNow: () => PostgresPlace,
  bounds: Bounds,
  onUpgrade: UpgradeHearer | undefined,
): SqlEngine {
  const { database, host } = placeNow();
  const open = createConnector(placeNow, bounds);
  let current: PostgresConnection | undefined;
  let isClosed = false;
  /** Whether a write has to be tried: behind a new connection, and after a failure until one succeeds. */
  let isInDoubt = true;
  /** What has shown that the database is damaged. A write elsewhere in it proves nothing. */
  let damage: unknown;
  let connection = 0;
  let connecting: Promise<void> | undefined;
  const connect = async (): Promise<void> => {
    const requireOpen = (): void => {
      if (isClosed) throw new Error("the store is closed");
    };
    requireOpen();
    await current?.close().catch(() => {});
    current = undefined;
    const next = await open();
    try {
      // Nobody would close it any more, and it holds the lock on the database.
      requireOpen();
      await bringUpToDate(next.client, createUpgradeTeller(onUpgrade));
      requireOpen();
    } catch (error) {
      await next.close().catch(() => {});
      throw error;
    }
    current = next;
    // Behind another connection there may be a database that was mended.
    damage = undefined;
    isInDoubt = true;
    connection += 1;
  };
  const inUse = (): PostgresConnection => {
    if (current !== undefined && !current.isLost) return current;
    throw new AgencyError("GATEWAY_STORE_AWAY", "the connection is lost");
  };
  return {
    get connection() {
      return connection;
    },
    async connect() {
      if (current !== undefined && !current.isLost) return;
      connecting ??= connect().finally(() => {
        connecting = undefined;
      });
      await connecting;
    },
    name: "postgres",
    async begin() {
      const own = inUse();
      own.hasWritten = false;
      return own.db.startTransaction().execute();
    },
    get hasWritten() {
      return current?.hasWritten === true;
    },
    failureOf(error) {
      const failure = toPostgresError(error, `${database} at ${host}`);
      isInDoubt ||= failure !== error;
      if (isOfConnection(error)) current?.giveUp();
      if (isDamage(error)) damage ??= failure;
      return failure;
    },
    // Deleted rows are ciphertext and ids; the server removes them in its own time.
    async clean() {},
    async isFull() {
      if (damage !== undefined) throw damage;
      const { client, giveUp } = inUse();
      try {
        await requireDurable(client);
      } catch (error) {
        // The next connection is refused until an administrator has mended it: nothing is confirmed meanwhile.
        giveUp();
        throw error;
      }
      if (!isInDoubt) return false;
      try {
        // As much as an ordinary message takes. A single row might still find room on a full disk.
        await client.query("begin");
        await client.query("insert into mark values ('room', $1)", ["0".repeat(262_144)]);
        await requireOpenTables(client);
        await client.query("rollback");
        isInDoubt = false;
      } catch (error) {
        await client.query("rollback").catch(() => {});
        if (!isFull(error)) throw error;
      }
      return isInDoubt;
    },
    async close() {
      isClosed = true;
      await connecting?.catch(() => {});
      await current?.close().catch(() => {});
    },
  };
}
