import type pg from "pg";
import { AgencyError } from "../../setting/agency-error.ts";
import { createClient, SILENT } from "./client.ts";
import type { Bounds, PostgresPlace } from "./place.ts";

/**
 * Refuses a pooler that lends a connection to the server for one transaction only. The lock on the database is of a session:
 * there it would be somebody else's with the next transaction, two programs would take it at once, and it would outlive both.
 * A pooler that keeps a connection for each of its clients is as good as the server.
 *
 * @param client - Is connected. The server itself costs one question; behind a pooler a second client is opened.
 * @throws AgencyError `GATEWAY_STORE_POOLED`.
 */
export async function requireOwnSession(
  client: pg.Client,
  place: PostgresPlace,
  bounds: Bounds,
): Promise<void> {
  // A pooler names itself when it is connected to, not the process of the server.
  const { processID } = client as { readonly processID?: number };
  const pid = await pidOf(client);
  if (pid === processID) return;
  if (!(await isLent(client, pid, place, bounds))) return;
  throw new AgencyError("GATEWAY_STORE_POOLED", "each transaction has another connection");
}

/** Whether the connection to the server, of process `pid`, goes to another client while this one has no transaction. */
async function isLent(
  client: pg.Client,
  pid: number,
  place: PostgresPlace,
  bounds: Bounds,
): Promise<boolean> {
  // Poolers that go round all their connections give another one now; the others give the second client this one.
  if ((await pidOf(client)) !== pid) return true;
  const { client: second, end } = createClient(place, bounds);
  try {
    await second.connect();
    await second.query("begin");
    return (await pidOf(second)) === pid || (await pidOf(client)) !== pid;
  } catch (error) {
    if (isNoTransaction(error)) return true;
    // It waits for a connection, and this one is not given to it.
    if (error instanceof Error && error.message === SILENT) return false;
    throw error;
  } finally {
    await end();
  }
}

async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

/** A pooler that lends a connection for one statement refuses to begin a transaction (SQLSTATE 08P01, protocol_violation). */
const isNoTransaction = (error: unknown): boolean =>
  error instanceof Error && (error as { readonly code?: string }).code === "08P01";
