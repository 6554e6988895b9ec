import { join } from "node:path";
import type { AgencyConfig } from "../config.ts";
import { FOLDER } from "../folder/names.ts";
import { isLocked } from "../setting/lock-file.ts";

/**
 * Whether a program works with the database of a folder now. False for a database that has no file which such a program keeps
 * locked: its server knows.
 */
export function isStoreHeld(folder: string, { store }: Pick<AgencyConfig, "store">): boolean {
  if (store !== undefined && store.engine !== "sqlite") return false;
  return isLocked(`${join(folder, FOLDER.database)}.lock`);
}
