import type pg from "pg";
import { AgencyError } from "../../setting/agency-error.ts";
import { TABLES } from "../sql/table-names.ts";
import type { ServerRisk } from "./place.ts";

/**
 * Refuses a server that may lose what it has confirmed: one that does not write to the disk (`fsync`), where a power cut is
 * enough, or tables without a log (`UNLOGGED`), which the server empties after each crash of its own.
 *
 * @throws AgencyError `GATEWAY_STORE_UNSAFE`.
 */
export async function requireDurable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ fsync: string; unlogged: readonly string[] }>(
    `select current_setting('fsync') as fsync, ${tablesWhere("relpersistence = 'u'")} as unlogged`,
    [OWN],
  );
  const [{ fsync, unlogged } = { fsync: "", unlogged: [] }] = rows;
  if (fsync !== "on") throw new AgencyError("GATEWAY_STORE_UNSAFE", "fsync is off");
  if (unlogged.length === 0) return;
  throw new AgencyError("GATEWAY_STORE_UNSAFE", `tables without a log: ${unlogged.join(", ")}`);
}

/**
 * Refuses a role that may not read and write all tables that are there.
 *
 * @throws AgencyError `GATEWAY_STORE_REFUSED`.
 */
export async function requireRights(client: pg.Client): Promise<void> {
  const lacks = RIGHTS.map((right) => `not has_table_privilege(oid, '${right}')`).join(" or ");
  const { rows } = await client.query<{ closed: readonly string[] }>(
    `select ${tablesWhere(lacks)} as closed`,
    [TABLES],
  );
  const [{ closed } = { closed: [] }] = rows;
  if (closed.length === 0) return;
  const message = `the role may not read and write: ${closed.join(", ")}`;
  throw new AgencyError("GATEWAY_STORE_REFUSED", message);
}

/**
 * Refuses a role that may not make tables where there are none yet. Since version 15 of the server, only the owner of a database may.
 *
 * @throws AgencyError `GATEWAY_STORE_REFUSED`.
 */
export async function requireRoom(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ open: boolean | null }>(
    "select has_schema_privilege(current_schema(), 'create') as open",
  );
  // Without a schema there is no answer.
  if (rows[0]?.open === true) return;
  throw new AgencyError("GATEWAY_STORE_REFUSED", "the role may not make tables");
}

/**
 * Refuses a database that cannot keep every text: each name that it has no letters for would end a request or a message. One
 * without an encoding (`SQL_ASCII`) keeps octets as they come.
 *
 * @throws AgencyError `GATEWAY_STORE_INCOMPATIBLE`.
 */
export async function requireEncoding(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string }>(
    "select current_setting('server_encoding') as encoding",
  );
  const encoding = rows[0]?.encoding ?? "";
  if (ENCODINGS.has(encoding)) return;
  const how = "make one with createdb --encoding UTF8 --template template0";
  throw new AgencyError("GATEWAY_STORE_INCOMPATIBLE", `a database in ${encoding}: ${how}`);
}

/**
 * Looks for settings of a server that weaken what a gateway promises: pages that a power cut may tear, damage that is passed over,
 * and values of statements in the server's own log, which no erasure reaches.
 */
export async function risksOf(client: pg.Client): Promise<readonly ServerRisk[]> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any($1)",
    [WATCHED],
  );
  const set = new Map(rows.map(({ name, setting }) => [name, setting]));
  const isTorn =
    set.get("full_page_writes") === "off" ||
    set.get("zero_damaged_pages") === "on" ||
    set.get("ignore_checksum_failure") === "on";
  const isLogged =
    ["mod", "all"].includes(set.get("log_statement") ?? "") ||
    Number(set.get("log_min_duration_statement") ?? -1) >= 0 ||
    Number(set.get("log_min_duration_sample") ?? -1) >= 0;
  // Servers before version 13 know no bound on values: they write all of them.
  // The plans that `auto_explain` writes have the values in them, which no bound on parameters reaches.
  const areValues =
    Number(set.get("auto_explain.log_min_duration") ?? -1) >= 0 ||
    (isLogged && set.get("log_parameter_max_length") !== "0") ||
    (set.get("log_parameter_max_length_on_error") ?? "0") !== "0";
  return [
    ...(isTorn ? (["pagesTorn"] as const) : []),
    ...(areValues ? (["valuesLogged"] as const) : []),
  ];
}

/**
 * Whether all tables can be written now: they are there, nobody has locked them for long, and the role has its rights. In a transaction;
 * nothing is written.
 */
export async function requireOpenTables(client: pg.Client): Promise<void> {
  await client.query(`set local lock_timeout = ${WAIT_MS}`);
  await client.query(`lock table ${TABLES.join(", ")} in row exclusive mode`);
  await requireRights(client);
}

/** Names of the gateway's tables of which something is true, as a list. */
const tablesWhere = (condition: string): string => `array(
  select relname::text from pg_class
  where relnamespace = (select oid from pg_namespace where nspname = current_schema()) and relkind = 'r' and relname = any($1)
    and (${condition}) order by relname)`;

const OWN: readonly string[] = [...TABLES, "schema_version"];
const ENCODINGS: ReadonlySet<string> = new Set(["UTF8", "SQL_ASCII"]);
const RIGHTS = ["select", "insert", "update", "delete"] as const;
const WATCHED: readonly string[] = [
  "auto_explain.log_min_duration",
  ...["full_page_writes", "ignore_checksum_failure", "zero_damaged_pages"],
  ...["log_min_duration_sample", "log_min_duration_statement", "log_statement"],
  ...["log_parameter_max_length", "log_parameter_max_length_on_error"],
];
const WAIT_MS = 1000;
