import { FOLDER, type LastBackup, lastBackup } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds that a backup is late, if `gateway backup` has made one before. The usual pause is the time between the last two. The next backup
 * is late when twice that pause has passed. An agency that copies in another way gets no warning.
 */
export function judgeBackup(folder: string, now: Date): readonly Finding[] {
  const made = lastBackup(folder);
  if (made === undefined) return [];
  return made === "unreadable" || isLate(made, now.getTime())
    ? [finding("BACKUP_LATE", FOLDER.lastBackup)]
    : [];
}

function isLate({ at, before }: LastBackup, now: number): boolean {
  const last = Date.parse(at);
  // Written by a clock that was wrong: nobody knows when it was.
  if (last > now + DAY_MS) return true;
  const usual = before === undefined ? FIRST_MS : 2 * Math.max(last - Date.parse(before), DAY_MS);
  return now - last > Math.min(usual, LONGEST_MS) + SLACK_MS;
}

const DAY_MS = 86_400_000;
/** After the first nobody knows how often backups are made: once a week at least. */
const FIRST_MS = 8 * DAY_MS;
/** As long as copies of keys are kept, unless `backupDays` says otherwise. */
const LONGEST_MS = 30 * DAY_MS;
/** A backup takes its time, and does not begin on the minute. */
const SLACK_MS = 3 * 3_600_000;
