import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AgencyConfig } from "../config.ts";
import { FOLDER } from "../folder/names.ts";

/**
 * Whether a program works with the database of a folder now. It asks for a moment to read the file that such a program
 * keeps locked. False for a database that has no such file: its server knows.
 */
export function isStoreHeld(folder: string, { store }: Pick<AgencyConfig, "store">): boolean {
  if (store !== undefined && store.engine !== "sqlite") return false;
  const lock = `${join(folder, FOLDER.database)}.lock`;
  try {
    // What is no file is held by nobody, and would hold up whoever opens it.
    if (statSync(lock, { throwIfNoEntry: false })?.isFile() !== true) return false;
  } catch {
    return false;
  }
  const db = openToLook(lock);
  if (db === undefined) return false;
  try {
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    return false;
  } catch {
    return true;
  } finally {
    db.close();
  }
}

/** A file of another user tells nothing, nor does one whose path is too long. Opening the database says so. */
function openToLook(lock: string): DatabaseSync | undefined {
  try {
    return new DatabaseSync(lock, { readOnly: true });
  } catch {
    return undefined;
  }
}
