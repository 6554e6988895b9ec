import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFile } from "../../setting/give-to-owner.ts";
import { discard } from "../../setting/secret-file.ts";
import { syncFolder } from "../keys/write-durably.ts";

/** Where a restore fills a database until it takes its place. */
export const restoringOf = (place: string): string => `${place}.restoring`;

/** Stands beside it while it is filled for a place where no database was: none is to be put back. */
const aloneOf = (place: string): string => `${restoringOf(place)}.alone`;

/** What the name of a database ends with that a restore has put aside, after the time. */
export const REPLACED = ".replaced";

/** Ends of the names of a database and of what SQLite keeps beside it. */
export const FILES = ["", "-wal", "-shm"] as const;

/**
 * Makes ready for a restore: undoes what one has begun that was killed, and notes whether a database is there that this one puts
 * aside. Call it only while no other program works with the database.
 */
export function beginRestoring(place: string): void {
  putBack(place);
  if (existsSync(place)) rmSync(aloneOf(place), { force: true });
  else makeFile(aloneOf(place));
  rmSync(restoringOf(place), { force: true });
}

/**
 * Puts a database aside, and the one that was filled into its place. Where this fails, all is as it was, or the next
 * restore sees to that.
 *
 * @param replaced - Name of the one that is put aside.
 * @returns what undoes it.
 */
export function takePlace(place: string, replaced: string): () => void {
  const moved: (readonly [from: string, to: string])[] = [];
  const move = (from: string, to: string): void => {
    renameSync(from, to);
    moved.push([from, to]);
  };
  const undo = (): void => {
    // The database last, as in putBack: a kill meanwhile is mended by the next restore.
    for (const [from, to] of moved.toReversed()) renameSync(to, from);
    syncFolder(dirname(place));
  };
  try {
    for (const end of FILES) if (existsSync(place + end)) move(place + end, replaced + end);
    move(restoringOf(place), place);
    syncFolder(dirname(place));
  } catch (error) {
    try {
      undo();
    } catch {
      // The first fault says what to do. The next restore puts back what is left.
    }
    throw error;
  }
  return undo;
}

/** Removes the files of a restore that is over. The filled database stays if the old one could not be put back: the next restore puts it back. */
export function endRestoring(place: string): void {
  const isAlone = existsSync(aloneOf(place));
  if (existsSync(place) || isAlone) rmSync(restoringOf(place), { force: true });
  rmSync(aloneOf(place), { force: true });
}

/**
 * Undoes what a restore has begun that was killed while it put the database aside: its log must not get another name than it
 * has, and what the next restore takes over stands in both.
 */
function putBack(place: string): void {
  if (existsSync(place) || !existsSync(restoringOf(place))) return;
  // What was kept is of an earlier restore: it does not come back as if it were of now.
  if (existsSync(aloneOf(place))) return;
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
  rmSync(aloneOf(place), { force: true });
  for (const path of [`${place}.new`, `${next}.new`, next, `${next}-journal`]) discard(path);
}
