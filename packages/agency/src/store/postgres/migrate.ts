import type pg from "pg";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import { otherTables } from "../sql/other-tables.ts";
import type { TellUpgrade } from "../sql/upgrade-progress.ts";

/**
 * Makes the tables in an empty database, or brings those of an earlier version up to date, all of it or nothing.
 *
 * @param tell - Gets the progress.
 * @throws AgencyError `GATEWAY_STORE_INCOMPATIBLE` for a later version, or the tables of another program.
 */
export async function bringUpToDate(
  client: pg.Client,
  tell: TellUpgrade = () => {},
): Promise<void> {
  const version = await versionOf(client);
  if (version === SCHEMA_VERSION) return;
  requireKnown(version);
  await client.query("begin");
  try {
    const statements = statementsSince(version, "postgres");
    for (const [done, statement] of statements.entries()) {
      if (version > 0) tell({ step: "steps", done, of: statements.length });
      // An earlier program that restored its copy here knew no later tables, and left them.
      const table = /^create table (\w+)/.exec(statement)?.[1];
      if (version > 0 && table) await client.query(`drop table if exists ${table}`);
      await runLong(client, statement);
    }
    if (version === 0) await client.query("create table schema_version (version int not null)");
    await client.query("delete from schema_version");
    await client.query("insert into schema_version values ($1)", [SCHEMA_VERSION]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/**
 * Runs a statement that may read a whole table, as one that makes an index does, in a transaction. After years it takes longer than
 * anybody who asks something would wait; ended by the bounds of a session, a new version would never start.
 */
export async function runLong(client: pg.Client, text: string): Promise<void> {
  await client.query("set local statement_timeout = 0");
  const long: pg.QueryConfig & { readonly query_timeout: number } = {
    text,
    query_timeout: LONGEST_MS,
  };
  await client.query(long);
}

/** Refuses tables of a version that this program cannot use. @throws AgencyError `GATEWAY_STORE_INCOMPATIBLE`. */
export function requireKnown(version: number): void {
  if (version === 0 || version === SCHEMA_VERSION || isMigrated(version)) return;
  throw otherTables(version);
}

/** Whether {@link bringUpToDate} brings tables of a version up to date. */
export const isMigrated = (version: number): boolean =>
  version >= EARLIEST && version < SCHEMA_VERSION;

/** The version of the tables; 0 if there are none. @throws AgencyError `GATEWAY_STORE_INCOMPATIBLE` for other tables. */
export async function versionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = current_schema()",
  );
  if (rows.length === 0) return 0;
  if (rows.some(({ name }) => name === "schema_version")) {
    // Other programs have a table of this name too, with columns and rows of their own.
    const found = await client.query<{ version?: unknown }>("select * from schema_version limit 2");
    const [{ version } = {}, more] = found.rows;
    if (typeof version === "number" && Number.isInteger(version) && more === undefined) {
      return version;
    }
  }
  throw otherTables();
}

/** The first version that was ever kept in PostgreSQL. */
const EARLIEST = 8;
const LONGEST_MS = 6 * 3_600_000;
