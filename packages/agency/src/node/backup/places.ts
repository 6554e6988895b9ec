import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { AgencyError } from "../../setting/agency-error.ts";

/** The folders that a backup goes to, and those of the agency. */
export interface BackupPlaces {
  readonly to: string;
  readonly keysTo: string;
  /** Where the keys of the agency lie. */
  readonly keys: string;
  /** Where its database lies, if it is in a file. */
  readonly state?: string;
}

/**
 * Checks that no folder of data holds the keys that open it, also through links. The copies of the database, the copies of the
 * keys and the keys lie beside each other, none in another. Only copies of the database may lie in the state.
 *
 * @throws AgencyError `GATEWAY_BACKUP_UNWRITABLE`.
 */
export function requireApart({ to, keysTo, keys, state }: BackupPlaces): void {
  const [copies, keyCopies, own] = [to, keysTo, keys].map(realPlace) as [string, string, string];
  const refuse = (folder: string, why: string): never => {
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${folder} ${why}: name another folder`);
  };
  if (touch(copies, keyCopies)) refuse(keysTo, `and ${to} are one folder, or one is in the other`);
  if (touch(copies, own)) refuse(to, "is where the keys of the agency lie, or holds them");
  if (touch(keyCopies, own)) refuse(keysTo, "is where the keys of the agency lie, or holds them");
  if (state !== undefined && touch(keyCopies, realPlace(state)))
    refuse(keysTo, "is where the database lies, or holds it");
}

const touch = (one: string, other: string): boolean => isIn(one, other) || isIn(other, one);

/** Whether a folder is another one, or lies in it. */
function isIn(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`));
}

/** Where a path leads to, behind all links. What is not there yet will be made below what is. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" || dirname(path) === path) return path;
    return join(realPlace(dirname(path)), basename(path));
  }
}
