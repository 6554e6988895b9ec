import { existsSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { discard } from "../../setting/secret-file.ts";

/** Where a restore fills a database until it takes its place. */
export const restoringOf = (place: string): string => `${place}.restoring`;

/** What the name of a database ends with that a restore has put aside, after the time. */
export const REPLACED = ".replaced";

/** Ends of the names of a database and of what SQLite keeps beside it. */
export const FILES = ["", "-wal", "-shm"] as const;

/**
 * Undoes what a restore has begun that was killed while it put the database aside: its log must not get another name than it
 * has, and what the next restore takes over stands in both. Call it only while no other program works with the database.
 */
export function putBack(place: string): void {
  if (existsSync(place) || !existsSync(restoringOf(place))) return;
  const aside = readdirSync(dirname(place))
    .filter((name) => name.startsWith(`${basename(place)}.`) && name.endsWith(REPLACED))
    .sort()
    .at(-1);
  if (aside === undefined) return;
  const replaced = join(dirname(place), aside);
  // The database last: until then this is found again.
  for (const end of FILES.toReversed()) {
    if (existsSync(replaced + end) && !existsSync(place + end)) {
      renameSync(replaced + end, place + end);
    }
  }
}

/**
 * Destroys what a restore has left that was killed before it changed anything: no erasure reaches what is in it. Call it only
 * while no other program works with the database.
 */
export function discardBrokenOff(place: string): void {
  const next = restoringOf(place);
  for (const path of [`${place}.new`, `${next}.new`, next, `${next}-journal`]) discard(path);
}
