import { Socket } from "node:net";
import pg from "pg";
import { isInClear } from "./in-clear.ts";
import type { Bounds, PostgresPlace } from "./place.ts";

/**
 * Bounds for what somebody waits for. Who is answered 503 after both of them still has time to try again: a partner's
 * attempt ends after 30 seconds.
 */
export const BOUNDS: Bounds = { connectMs: 4000, queryMs: 8000 };
/** Bounds for copying a whole database, which nobody waits for. */
export const LONG_BOUNDS: Bounds = { connectMs: 4000, queryMs: 45_000 };

/** A client whose server is never waited for without end. */
export interface BoundedClient {
  readonly client: pg.Client;
  /** Ends the connection, in two seconds at most. Never throws. */
  end(): Promise<void>;
}

/**
 * Makes a client that is still to connect. A server that does not answer a statement in time is given up with its
 * connection: whatever is asked later would wait behind that statement.
 */
export function createClient(
  place: PostgresPlace,
  { connectMs, queryMs }: Bounds,
  { name, onLost = () => {} }: { readonly name?: string; readonly onLost?: () => void } = {},
): BoundedClient {
  if (isInClear(place)) throw new RangeError("a database over a network needs authorities");
  const socket = new Socket();
  const client = new pg.Client({
    ...settingsOf(place),
    ...{ stream: () => socket, connectionTimeoutMillis: connectMs, query_timeout: queryMs },
    ...(name !== undefined && { application_name: name }),
  });
  endWhatIsNotUnderstood(client);
  // Without a listener an error of the connection would end the process.
  client.on("error", onLost);
  client.on("end", onLost);
  const ask = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const query = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await ask(...args);
    } catch (error) {
      if (error instanceof Error && error.message === SILENT) {
        onLost();
        socket.destroy();
      }
      throw error;
    }
  };
  return {
    client: Object.assign(client, { query }),
    async end() {
      const late = setTimeout(() => socket.destroy(), END_MS);
      await client.end().catch(() => {});
      clearTimeout(late);
    },
  };
}

/**
 * Ends a connection on which the server says what the client does not know, as one that has sign in by GSSAPI does. The client throws
 * that at nobody, which would end the process.
 */
function endWhatIsNotUnderstood(client: pg.Client): void {
  const { connection } = client as unknown as { readonly connection: Attaching };
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    const on: Stream["on"] = (event, hear) =>
      stream.on(event, (part) => {
        try {
          hear(part);
        } catch (cause) {
          stream.destroy(new Error(`${STRANGE}: ${(cause as Error).message}`, { cause }));
        }
      });
    attach({ on, destroy: (error) => stream.destroy(error) });
  };
}

/** What the client hears a server by; over TLS another stream than the socket. */
interface Stream {
  on(event: string, hear: (part: unknown) => void): unknown;
  destroy(error: Error): unknown;
}

interface Attaching {
  attachListeners(stream: Stream): void;
}

/** What a client of PostgreSQL is told. */
const settingsOf = ({
  host,
  port,
  database,
  user,
  password,
  authorities: ca,
}: PostgresPlace): pg.ClientConfig => ({
  ...{ host, database, user, types: { getTypeParser }, keepAlive: true },
  ...(port !== undefined && { port }),
  ...(password !== undefined && { password }),
  ...(ca !== undefined && { ssl: { ca, rejectUnauthorized: true } }),
});

/** Whole numbers of 64 bits as numbers: none here is above 2^53. */
const getTypeParser = ((oid: number, format?: "text" | "binary") =>
  oid === INT8
    ? Number
    : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser;

const INT8 = 20;
/** What the client says of a statement without an answer. */
export const SILENT = "Query read timeout";
/** How what is said begins where a server is not understood. */
export const STRANGE = "The server is not understood";
const END_MS = 2000;
