import { type Clock, toInstant } from "@safepassage/core";
import { SCHEMA_VERSION } from "../sql/migrations.ts";
import { TABLES, type TableName } from "../sql/table-names.ts";
import type { UpgradeHearer } from "../sql/upgrade-progress.ts";
import type { Before } from "./before.ts";
import {
  type BackupHead,
  type BackupRow,
  encodeBackupLine,
  invalid,
  parseBackupLine,
} from "./format.ts";

/** All rows of a database as they were at one moment, however long reading takes. */
export interface Snapshot {
  readonly schema: number;
  rows(table: TableName): AsyncIterable<BackupRow> | Iterable<BackupRow>;
  close(): Promise<void>;
}

/**
 * An empty database that gets rows: {@link begin}, rows of the version of a copy, {@link bringUpToDate}, rows of this program.
 * All of them are there when {@link keep} returns, or none.
 */
export interface Filling {
  readonly before: Before;
  /** Whether a SQLite database before could not be read whole, so that {@link before} may lack something. */
  readonly isDamaged?: boolean;
  /** Makes the tables of a version of them, which is not later than that of this program. */
  begin(schema: number): Promise<void> | void;
  insert(table: TableName, row: BackupRow): Promise<void> | void;
  /** Gives the tables the form that they have in this program, with their rows. @param onUpgrade - Gets the progress. */
  bringUpToDate(onUpgrade?: UpgradeHearer): Promise<void> | void;
  /** @param last - Run once all rows are there, while no other program can open the database yet. */
  keep(last?: () => void): Promise<void>;
  /** Leaves the database as it was, unless it was kept. */
  discard(): Promise<void>;
}

/** What gets the rows of a backup. */
export interface Filled extends Pick<Filling, "insert" | "discard"> {
  /** As {@link Filling.begin}. @param at - When the backup was begun. Instant. */
  begin(schema: number, at: string): Promise<void> | void;
  /** @param at - When the backup was begun. Instant. */
  keep(at: string): Promise<void>;
}

/** What a backup holds. */
export interface BackupSummary {
  /** When it was begun. Instant. */
  readonly at: string;
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Writes a backup of a snapshot.
 *
 * @param write - Gets a few lines at a time.
 * @param progress - Is told how many rows are written, now and then.
 */
export async function writeBackup(
  snapshot: Snapshot,
  clock: Clock,
  write: (lines: string) => Promise<void>,
  progress: (rows: number) => void = () => {},
): Promise<BackupSummary> {
  const at = toInstant(clock.now());
  const head: BackupHead = { format: FORMAT, schema: snapshot.schema, at };
  const counts: Record<string, number> = {};
  let lines = encodeBackupLine(["head", head]);
  let total = 0;
  for (const table of TABLES) {
    let count = 0;
    for await (const row of snapshot.rows(table)) {
      lines += encodeBackupLine([table, row]);
      count++;
      total++;
      if (lines.length < PART) continue;
      await write(lines);
      lines = "";
      progress(total);
    }
    counts[table] = count;
  }
  await write(lines + encodeBackupLine(["end", counts]));
  return { at, rows: counts };
}

/**
 * Fills an empty database from a backup, all of it or nothing.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID` for a text that is cut off, damaged, or of a later version.
 */
export async function readBackup(
  lines: AsyncIterable<string>,
  filling: Filled,
  progress: (rows: number) => void = () => {},
): Promise<BackupSummary> {
  try {
    const counts: Record<string, number> = Object.fromEntries(TABLES.map((table) => [table, 0]));
    let head: BackupHead | undefined;
    let isWhole = false;
    let total = 0;
    for await (const text of lines) {
      if (isWhole) throw invalid("it goes on after its end");
      const line = parseBackupLine(text);
      if (line[0] === "head") {
        if (head !== undefined) throw invalid("it has two heads");
        head = requireHead(line[1]);
        await filling.begin(head.schema, head.at);
      } else if (head === undefined) {
        throw invalid("it has no head");
      } else if (line[0] === "end") {
        isWhole = true;
        requireCounts(line[1], counts);
      } else {
        const [table, row] = line;
        await filling.insert(table, row);
        counts[table] = (counts[table] ?? 0) + 1;
        if (++total % 1000 === 0) progress(total);
      }
    }
    if (head === undefined || !isWhole) throw invalid("it is cut off");
    await filling.keep(head.at);
    return { at: head.at, rows: counts };
  } catch (error) {
    await filling.discard();
    throw error;
  }
}

function requireHead(head: BackupHead): BackupHead {
  if (head.format !== FORMAT) throw invalid("it is no backup of a gateway");
  const { schema } = head;
  if (!Number.isInteger(schema) || schema < OLDEST_SCHEMA || schema > SCHEMA_VERSION) {
    const known = `${OLDEST_SCHEMA} to ${SCHEMA_VERSION}`;
    throw invalid(`tables of version ${Number(schema)}, and this program reads ${known}`);
  }
  if (typeof head.at !== "string") throw invalid("its head says no time");
  return head;
}

function requireCounts(
  told: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): void {
  for (const table of TABLES) {
    // An earlier version had fewer tables.
    const count = told[table] ?? 0;
    if (count !== found[table]) throw invalid(`${found[table]} rows of ${table}, not ${count}`);
  }
}

const FORMAT = "safepassage-backup";
/** Version of the tables of the first program that made backups. */
const OLDEST_SCHEMA = 8;
/** Characters that are written at once. */
const PART = 262_144;
