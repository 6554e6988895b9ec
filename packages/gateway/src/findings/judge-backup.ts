import { FOLDER, lastBackup } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds that no backup has been made for two days, where one was made before with `gateway backup`. An agency that copies in another way gets no
 * warning.
 */
export function judgeBackup(folder: string, now: Date): readonly Finding[] {
  const made = lastBackup(folder);
  if (made === undefined || now.getTime() - Date.parse(made.at) <= LATE_MS) return [];
  return [finding("BACKUP_LATE", FOLDER.lastBackup)];
}

/** Twice the day from one to the next, so that one that takes longer is not late. */
const LATE_MS = 2 * 86_400_000;
