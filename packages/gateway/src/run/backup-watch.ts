import type { Clock } from "@safepassage/core";
import type { Finding } from "../findings/finding.ts";
import { ageOfBackup, judgeBackup } from "../findings/judge-backup.ts";

/** Watches whether backups are still made. */
export interface BackupWatch {
  look(): void;
  findings(): readonly Finding[];
  /** For the metrics: seconds since the last. */
  age(): ReturnType<typeof ageOfBackup>;
}

export function createBackupWatch(
  folder: string,
  clock: Clock,
  backupDays: number | undefined,
): BackupWatch {
  let found: readonly Finding[] = [];
  const look = (): void => {
    found = judgeBackup(folder, clock.now(), backupDays);
  };
  look();
  return { look, findings: () => found, age: () => ageOfBackup(folder, clock.now()) };
}
