import pg from "pg";
import type { Filling, Snapshot } from "../backup/copy.ts";
import { type BackupRow, invalid } from "../backup/format.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../sql/table-names.ts";
import { createConnector, type PostgresPlace, settingsOf } from "./connection.ts";
import { toPostgresError } from "./failures.ts";

/** Reads a database that a gateway may be writing to. It writes on. */
export async function openPostgresSnapshot(place: PostgresPlace): Promise<Snapshot> {
  const client = new pg.Client(settingsOf(place));
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query("select version from schema_version");
    return {
      schema: Number(rows[0]?.version),
      rows: (table) => rowsOf(client, table),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw toPostgresError(error, place.database);
  }
}

async function* rowsOf(client: pg.Client, table: TableName): AsyncGenerator<BackupRow> {
  await client.query(`declare backup no scroll cursor for select * from ${table}`);
  for (;;) {
    const { rows } = await client.query(`fetch ${PART} from backup`);
    if (rows.length === 0) break;
    yield* rows;
  }
  await client.query("close backup");
}

/**
 * Fills a database whose tables are made anew, in one transaction. The ones that are there are gone with it.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE` while a gateway works with it.
 */
export async function fillPostgres(place: PostgresPlace): Promise<Filling> {
  const { client, close } = await createConnector(place)();
  await client.query("begin");
  for (const table of [...TABLES, "schema_version"]) {
    await client.query(`drop table if exists ${table}`);
  }
  for (const statement of statementsSince(0, "postgres")) await client.query(statement);
  await client.query("create table schema_version (version int not null)");
  await client.query("insert into schema_version values ($1)", [SCHEMA_VERSION]);
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
    async insert(table, row) {
      const names = Object.keys(row);
      const known = await columnsOf(table);
      if (!names.every((name) => known.has(name))) throw invalid(`another column in ${table}`);
      const places = names.map((_, index) => `$${index + 1}`);
      const own = TABLE_NAMES[table] ? "overriding system value" : "";
      const text = `insert into ${table} (${names}) ${own} values (${places})`;
      await client.query({
        name: `fill ${table} ${names.length}`,
        text,
        values: Object.values(row),
      });
    },
    async keep() {
      for (const table of TABLES.filter((name) => TABLE_NAMES[name])) {
        await client.query(
          `select setval(pg_get_serial_sequence('${table}', 'position'), coalesce(max(position), 0) + 1, false) from ${table}`,
        );
      }
      await client.query("commit");
      await close();
    },
    discard: () => close(),
  };
}

const PART = 500;
