import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { FOLDER, makeFile, toStoreError } from "@safepassage/agency/node";
import { GatewayError } from "../http/gateway-error.ts";

/**
 * Changes the signing keys of a folder while no other program does. What holds others off is a lock of the system, as for
 * the database: it ends with its process, even on a kill.
 *
 * @param waitMs - Most milliseconds to wait for another program. Nothing else is done meanwhile.
 * @throws {@link GatewayError} `GATEWAY_KEYS_IN_USE`; AgencyError `GATEWAY_STORE_FULL` or `…_UNREADABLE` where the disk takes no lock.
 */
export function withKeyLock<T>(folder: string, waitMs: number, work: () => T): T {
  const path = join(folder, FOLDER.keyLock);
  makeFile(path);
  const lock = new DatabaseSync(path);
  try {
    take(lock, waitMs);
    return work();
  } finally {
    lock.close();
  }
}

function take(lock: DatabaseSync, waitMs: number): void {
  try {
    lock.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE;`);
  } catch (cause) {
    const { errcode = 0 } = cause as { readonly errcode?: number };
    if ((errcode & 0xff) !== SQLITE_BUSY) throw toStoreError(cause, FOLDER.keyLock);
    throw new GatewayError("GATEWAY_KEYS_IN_USE", "the lock is held", { cause });
  }
}

const SQLITE_BUSY = 5;
