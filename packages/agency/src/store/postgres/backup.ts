import { createHash } from "node:crypto";
import type pg from "pg";
import { AgencyError } from "../../setting/agency-error.ts";
import { askBefore, type Before, QUESTIONS } from "../backup/before.ts";
import type { Filling, Snapshot } from "../backup/copy.ts";
import { type BackupRow, invalid } from "../backup/format.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import { notMigrated, otherTables } from "../sql/other-tables.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../sql/table-names.ts";
import { createUpgradeTeller, type TellUpgrade } from "../sql/upgrade-progress.ts";
import { createClient, LONG_BOUNDS } from "./client.ts";
import { createConnector, type PostgresConnection } from "./connection.ts";
import { toPostgresError } from "./failures.ts";
import { isMigrated, runLong, versionOf } from "./migrate.ts";
import type { PostgresPlace } from "./place.ts";
import { sessionOf } from "./session.ts";

/** Reads a database that a gateway may be writing to. It writes on. */
export async function openPostgresSnapshot(place: PostgresPlace): Promise<Snapshot> {
  const { client, end } = createClient(place, LONG_BOUNDS);
  try {
    await client.connect();
    await client.query(sessionOf(LONG_BOUNDS));
    await client.query("begin isolation level repeatable read read only");
    const version = await versionOf(client);
    if (version !== SCHEMA_VERSION) throw noCopyOf(version);
    return {
      schema: version,
      rows: (table) => rowsOf(client, table),
      close: end,
    };
  } catch (error) {
    await end();
    throw toPostgresError(error, place.database);
  }
}

async function* rowsOf(client: pg.Client, table: TableName): AsyncGenerator<BackupRow> {
  try {
    await client.query(`declare backup no scroll cursor for select * from ${table}`);
    for (;;) {
      const { rows } = await client.query(`fetch ${PART} from backup`);
      if (rows.length === 0) break;
      yield* rows;
    }
    await client.query("close backup");
  } catch (error) {
    throw toPostgresError(error, table);
  }
}

/**
 * Fills a database whose tables are made anew, in one transaction. The ones that are there are gone with it.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE` while a gateway works with it.
 */
export async function fillPostgres(place: PostgresPlace): Promise<Filling> {
  const connection = await createConnector(() => place, LONG_BOUNDS)().catch((error: unknown) => {
    throw toPostgresError(error, place.database);
  });
  try {
    return await beginFilling(connection);
  } catch (error) {
    await connection.close();
    throw toPostgresError(error, place.database);
  }
}

async function beginFilling({ client, close }: PostgresConnection): Promise<Filling> {
  // Refuses the tables of another program.
  await versionOf(client);
  const before = await readBefore(client);
  await client.query("begin");
  for (const table of [...TABLES, "schema_version"]) {
    await client.query(`drop table if exists ${table}`);
  }
  let version = 0;
  const changeTables = async (to: number, tell: TellUpgrade = () => {}): Promise<void> => {
    const statements = statementsSince(version, "postgres", to);
    for (const [done, statement] of statements.entries()) {
      tell({ step: "steps", done, of: statements.length });
      await runLong(client, statement);
    }
    version = to;
  };
  const columns = new Map<string, ReadonlySet<string>>();
  const columnsOf = async (table: TableName): Promise<ReadonlySet<string>> => {
    const known = columns.get(table);
    if (known !== undefined) return known;
    const { fields } = await client.query(`select * from ${table} limit 0`);
    const names = new Set(fields.map(({ name }) => name));
    columns.set(table, names);
    return names;
  };
  return {
    before,
    begin: (schema) => changeTables(schema),
    async bringUpToDate(onUpgrade) {
      columns.clear();
      await changeTables(SCHEMA_VERSION, createUpgradeTeller(onUpgrade));
      await client.query("create table schema_version (version int not null)");
      await client.query("insert into schema_version values ($1)", [SCHEMA_VERSION]);
    },
    async insert(table, row) {
      const names = Object.keys(row);
      const known = await columnsOf(table);
      if (!names.every((name) => known.has(name))) throw invalid(`another column in ${table}`);
      const places = names.map((_, index) => `$${index + 1}`);
      const own = TABLE_NAMES[table] ? "overriding system value" : "";
      const text = `insert into ${table} (${names}) ${own} values (${places})`;
      // By its columns: rows of one table may name them in another order.
      const name = `fill ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
      await client.query({ name, text, values: Object.values(row) }).catch((error: unknown) => {
        const { code = "" } = error as { readonly code?: string };
        throw OF_ROW.test(code)
          ? invalid(`a row that ${table} does not take`)
          : toPostgresError(error, table);
      });
    },
    async keep(last) {
      for (const table of TABLES.filter((name) => TABLE_NAMES[name])) {
        await client.query(
          `select setval(pg_get_serial_sequence('${table}', 'position'), coalesce(max(position), 0) + 1, false) from ${table}`,
        );
      }
      await client.query("commit");
      last?.();
      await close();
    },
    discard: () => close(),
  };
}

/** Tables of another version tell what they have. */
async function readBefore(client: pg.Client): Promise<Before> {
  const ask = async (question: string): Promise<readonly BackupRow[]> => {
    try {
      return (await client.query<BackupRow>(question)).rows;
    } catch (error) {
      if (LACKING.has(String((error as { readonly code?: unknown }).code))) return [];
      throw error;
    }
  };
  const rows = new Map<string, readonly BackupRow[]>();
  for (const question of Object.values(QUESTIONS)) rows.set(question, await ask(question));
  return askBefore((question) => rows.get(question) ?? []);
}

function noCopyOf(version: number): AgencyError {
  if (version === 0) return new AgencyError("GATEWAY_STORE_UNREADABLE", "there are no tables yet");
  return isMigrated(version) ? notMigrated(version) : otherTables(version);
}

/** SQLSTATEs of a table and of a column that is not there. */
const LACKING: ReadonlySet<string> = new Set(["42P01", "42703"]);

/** SQLSTATEs for what is in a row: its values, constraints, or no statement (PostgreSQL manual, appendix A). */
const OF_ROW = /^(22|23|42)[0-9A-Z]{3}$/;
const PART = 500;
