import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { isLocked } from "../../setting/lock-file.ts";
import { openToRead } from "../../setting/open-to-read.ts";
import { type CountedIn, type CountPlace, readKeptCommits } from "./kept-commits.ts";

/**
 * Refuses a database whose log belongs to another one: somebody has copied a file over it and left the log that was there.
 * SQLite would write the pages of that log into the file, and nothing would show which of them fit together.
 *
 * Each transaction that counts is one entry of the log at least. So the file alone has kept no fewer than the log began with, and
 * no more than it ends with. Call it while nobody works with the database, before SQLite opens it for work.
 *
 * @throws AgencyError `GATEWAY_STORE_MIXED`.
 */
export function requireOwnLog(path: string, counted: CountedIn): void {
  if (!isOwnLog(path, counted)) {
    throw new AgencyError("GATEWAY_STORE_MIXED", `${path}-wal does not belong to ${path}`);
  }
}

/**
 * {@link requireOwnLog} for who only looks. A program that works with the database has looked itself, and its log changes.
 *
 * @param lock - What such a program keeps locked.
 */
export function requireOwnLogAtRest(path: string, counted: CountedIn, lock: string): void {
  if (!isOwnLog(path, counted) && !isLocked(lock)) requireOwnLog(path, counted);
}

function isOwnLog(path: string, counted: CountedIn): boolean {
  const entries = countLogEntries(`${path}-wal`);
  const whole = entries === 0 ? undefined : readWhole(path, counted);
  const alone = whole && readAlone(path, whole);
  if (whole === undefined || alone === undefined) return true;
  return alone >= whole.commits - entries && alone <= whole.commits;
}

interface Whole extends CountPlace {
  /** How many transactions were kept, by file and log. */
  readonly commits: number;
}

/** @returns `undefined` if it cannot be read. A program that opens it for work says why. */
function readWhole(path: string, counted: CountedIn): Whole | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = openToRead(path, 0);
    const place = findCount(db, counted);
    const row = db.prepare(`SELECT value FROM ${counted.table} WHERE name = ?`).get(counted.name);
    return place && row && { ...place, commits: Number(row["value"]) };
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

/** Finds the page where the table of a count begins. Returns `undefined` if the table is missing. */
export function findCount(db: DatabaseSync, { table, name }: CountedIn): CountPlace | undefined {
  const pageSize = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table);
  return root && { root: Number(root["rootpage"]), pageSize, name };
}

function readAlone(path: string, place: CountPlace): number | undefined {
  const file = openSync(path, "r");
  try {
    return readKeptCommits(file, place);
  } finally {
    closeSync(file);
  }
}

/**
 * Counts the transactions in a log, at most: its last one may be broken off.
 *
 * @see https://www.sqlite.org/fileformat2.html#walformat
 */
function countLogEntries(path: string): number {
  if (!existsSync(path)) return 0;
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD);
    if (readSync(file, head, 0, HEAD, 0) < HEAD) return 0;
    const pageSize = head.readUInt32BE(8);
    const salts = head.subarray(16, 24);
    const { size } = fstatSync(file);
    const frame = Buffer.alloc(FRAME);
    let entries = 0;
    for (let at = HEAD; at + FRAME + pageSize <= size; at += FRAME + pageSize) {
      readSync(file, frame, 0, FRAME, at);
      if (!salts.equals(frame.subarray(8, 16))) break;
      if (frame.readUInt32BE(4) > 0) entries++;
    }
    return entries;
  } finally {
    closeSync(file);
  }
}

/** Octets of the head of a log, and of the head of each page in it. */
const [HEAD, FRAME] = [32, 24];
