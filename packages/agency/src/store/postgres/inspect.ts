import type pg from "pg";
import { AgencyError } from "../../setting/agency-error.ts";
import { SCHEMA_VERSION } from "../sql/migrations.ts";
import { NEWEST_CONTENTS } from "../sql/newest-contents.ts";
import { BOUNDS, createClient } from "./client.ts";
import { toPostgresError } from "./failures.ts";
import { requireDurable, requireEncoding, requireRights, requireRoom, risksOf } from "./fit.ts";
import { requireKnown, versionOf } from "./migrate.ts";
import type { PostgresPlace, ServerRisk } from "./place.ts";
import { requireOwnSession } from "./pooled.ts";
import { sessionOf } from "./session.ts";

/** What can be seen of a database at once. */
export interface StoreGlance {
  /** Version of the tables; 0 if there are none. */
  readonly version: number;
  /** Notes of the program about itself, by name. */
  readonly mark: Readonly<Record<string, string>>;
  /** The newest messages whose contents are held, by digest. Left out for tables of another version. */
  readonly newest?: readonly string[];
  /** What its server is set to that a person should look at. */
  readonly risks?: readonly ServerRisk[];
}

/**
 * Looks at a database that a gateway may be working with. Nothing is made, changed or locked.
 *
 * @throws AgencyError `GATEWAY_STORE_AWAY`, `GATEWAY_STORE_REFUSED`, `GATEWAY_STORE_UNREADABLE`,
 *   `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_POOLED`, `GATEWAY_STORE_READ_ONLY`, `GATEWAY_STORE_UNSAFE`.
 */
export async function inspectPostgres(place: PostgresPlace): Promise<StoreGlance> {
  const { client, end } = createClient(place, BOUNDS);
  try {
    await client.connect();
    await requireOwnSession(client, place, BOUNDS);
    await client.query(sessionOf(BOUNDS));
    await requireWrites(client);
    await requireDurable(client);
    await requireEncoding(client);
    await requireRights(client);
    const risks = await risksOf(client);
    const version = await versionOf(client);
    requireKnown(version);
    if (version === 0) await requireRoom(client);
    if (version === 0) return { version, mark: {}, risks };
    const { rows } = await client.query<{ name: string; value: string }>("select * from mark");
    const mark = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    if (version !== SCHEMA_VERSION) return { version, mark, risks };
    const held = await client.query<{ digest: string }>(NEWEST_CONTENTS);
    return { version, mark, risks, newest: held.rows.map(({ digest }) => digest) };
  } catch (error) {
    throw toPostgresError(error, `${place.database} at ${place.host}`);
  } finally {
    await end();
  }
}

/** A server that only follows another one takes no writes, and so does one that is told so. */
async function requireWrites(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ value: string }>(
    "select current_setting('transaction_read_only') as value",
  );
  if (rows[0]?.value !== "on") return;
  throw new AgencyError("GATEWAY_STORE_READ_ONLY", "the database is read-only");
}
