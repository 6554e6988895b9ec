import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { FOLDER } from "@safepassage/agency/node";
import { type Finding, finding } from "../findings/finding.ts";

/**
 * Watches the log beside a database of SQLite. What is written goes there first. While another program reads the database, as a backup does,
 * the log cannot be cut, and grows with all that is written. A reader that never ends would fill the disk.
 */
export interface DatabaseLogWatch {
  look(): void;
  findings(): readonly Finding[];
  /** Octets of the log; `undefined` for a database on a server. */
  octets(): number | undefined;
}

/**
 * @param isServer - Whether the database is on a server, which has a log of its own.
 * @param now - Milliseconds, of a clock that nobody puts forward.
 */
export function createDatabaseLogWatch(
  folder: string,
  isServer: boolean,
  now: () => number = () => performance.now(),
): DatabaseLogWatch {
  const octets = () => (isServer ? undefined : sizeOf(join(folder, FOLDER.database)));
  /** Since when each look has found more than an ordinary log. */
  let since: number | undefined;
  let found: readonly Finding[] = [];
  return {
    look() {
      const size = octets() ?? 0;
      since = size > ORDINARY ? (since ?? now()) : undefined;
      const isHeld = since !== undefined && now() - since > HELD_MS;
      found = isHeld || size > MUCH ? [finding("DATABASE_LOG_HELD", LOG)] : [];
    },
    findings: () => found,
    octets,
  };
}

/** The log lies beside the file, whatever links lead there. */
function sizeOf(database: string): number {
  try {
    return statSync(`${realpathSync(database)}-wal`).size;
  } catch {
    // Without one, or where it cannot be looked at: then the store says so.
    return 0;
  }
}

const LOG = `${FOLDER.database}-wal`;
/** SQLite begins the log anew at 4 MiB; a transaction may take several times as much. */
const ORDINARY = 67_108_864;
/** Each hour maintenance cuts a log that nobody reads. */
const HELD_MS = 6 * 3_600_000;
/** 1 GiB. */
const MUCH = 1_073_741_824;
