import { FOLDER, type LastBackup, lastBackup } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds that a backup is late, if `gateway backup` has made one before. The usual pause is the time between the last two. The next backup
 * is late when twice that pause has passed, or the days for which a copy of the keys is kept: only a backup destroys the copy before it.
 * An agency that copies in another way gets no warning.
 *
 * @param backupDays - For how many days a copy of the keys is kept.
 */
export function judgeBackup(folder: string, now: Date, backupDays = 30): readonly Finding[] {
  const made = lastBackup(folder);
  if (made === undefined) return [];
  return made === "unreadable" || isLate(made, now.getTime(), backupDays)
    ? [finding("BACKUP_LATE", FOLDER.lastBackup)]
    : [];
}

/**
 * Says how many seconds ago the last backup was made that `gateway backup` has read back; `undefined` if none was. Nobody knows it of one whose
 * record cannot be read, or lies in the future.
 */
export function ageOfBackup(folder: string, now: Date): number | "unknown" | undefined {
  const made = lastBackup(folder);
  if (made === undefined) return undefined;
  if (made === "unreadable" || isToCome(made, now.getTime())) return "unknown";
  return Math.max(0, now.getTime() - Date.parse(made.at)) / 1000;
}

/** Written by a clock that was wrong. */
const isToCome = ({ at }: LastBackup, now: number): boolean => Date.parse(at) > now + DAY_MS;

function isLate(made: LastBackup, now: number, backupDays: number): boolean {
  if (isToCome(made, now)) return true;
  const { at, before } = made;
  const last = Date.parse(at);
  const usual = before === undefined ? FIRST_MS : 2 * Math.max(last - Date.parse(before), DAY_MS);
  const kept = Math.max(backupDays, 1) * DAY_MS;
  return now - last > Math.min(usual, kept, LONGEST_MS) + SLACK_MS;
}

const DAY_MS = 86_400_000;
/** After the first nobody knows how often backups are made: once a week at least. */
const FIRST_MS = 8 * DAY_MS;
/** However long copies of keys are kept. */
const LONGEST_MS = 30 * DAY_MS;
/** A backup takes its time, and does not begin on the minute. */
const SLACK_MS = 3 * 3_600_000;
