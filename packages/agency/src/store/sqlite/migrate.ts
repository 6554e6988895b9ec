import type { DatabaseSync } from "node:sqlite";
import type { StoreKeys } from "../keys/message-keys.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import { otherTables } from "../sql/other-tables.ts";
import type { TellUpgrade } from "../sql/upgrade-progress.ts";
import { APPLICATION_ID } from "./application-id.ts";
import { encryptTables } from "./from-plain-tables.ts";

/** Makes all tables in an empty database, in one transaction. @param schema - Version of the tables. */
export const createTables = (db: DatabaseSync, schema = SCHEMA_VERSION): void =>
  runSince(db, { from: 0, to: schema });

/** Changes the tables of a version to those of another, within a transaction. @param tell - Gets the progress. */
export function changeTables(
  db: DatabaseSync,
  { from, to = SCHEMA_VERSION }: Change,
  tell: TellUpgrade = () => {},
): void {
  const statements = statementsSince(from, "sqlite", to);
  for (const [done, statement] of statements.entries()) {
    tell({ step: "steps", done, of: statements.length });
    db.exec(statement);
  }
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to};`);
}

/** Versions of the tables before and after. Default after: that of this program. */
interface Change {
  readonly from: number;
  readonly to?: number;
}

/** {@link changeTables}, all of it or nothing. */
function runSince(db: DatabaseSync, change: Change, tell: TellUpgrade = () => {}): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    changeTables(db, change, tell);
    tell({ step: "commit" });
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Brings the tables of an earlier version up to date, all of it or nothing.
 *
 * @param db - One that {@link requireKnown} has admitted.
 * @param openKeys - Opens what contents are encrypted with. Asked for only if some are not encrypted yet.
 * @param tell - Gets the progress.
 */
export function bringUpToDate(
  db: DatabaseSync,
  openKeys: () => StoreKeys,
  tell: TellUpgrade = () => {},
): void {
  const version = pragma(db, "user_version");
  if (isBlank(db, version)) createTables(db);
  else if (PLAIN.has(version)) encryptTables(db, openKeys(), tell);
  else if (version !== SCHEMA_VERSION) runSince(db, { from: version }, tell);
}

/**
 * Refuses a database that {@link bringUpToDate} cannot work with, before anything of it is changed.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_INCOMPATIBLE` for a later version or another program.
 */
export function requireKnown(db: DatabaseSync): void {
  const version = pragma(db, "user_version");
  if (isBlank(db, version)) return;
  const isOurs = pragma(db, "application_id") === APPLICATION_ID || hasTable(db, "outbox");
  if (!isOurs) throw otherTables();
  if (version !== SCHEMA_VERSION && !isMigrated(version)) throw otherTables(version);
}

function isBlank(db: DatabaseSync, version: number): boolean {
  const { tables } = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() ?? {};
  return version === 0 && tables === 0;
}

/** Whether {@link bringUpToDate} brings tables of a version up to date. */
export const isMigrated = (version: number): boolean =>
  PLAIN.has(version) || (version >= FIRST_ENCRYPTED && version < SCHEMA_VERSION);

/** Versions whose contents are not encrypted. */
const PLAIN: ReadonlySet<number> = new Set([5, 6, 7]);
const FIRST_ENCRYPTED = 8;

const pragma = (db: DatabaseSync, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);

const hasTable = (db: DatabaseSync, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !==
  undefined;
