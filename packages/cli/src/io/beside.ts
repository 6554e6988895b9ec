import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where a file is written until it gets its name. The name says which process writes it. */
export const besideOf = (place: string): string =>
  join(
    dirname(place),
    `.${basename(place)}.${process.pid}-${randomBytes(6).toString("hex")}${END}`,
  );

/**
 * Removes what processes have left in a folder that were killed while they wrote there: it may hold keys, or what somebody
 * has said. What cannot be removed stays, and so does what a process writes that is still there.
 *
 * It is not overwritten: after a kill it may be a second name of the whole file.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  // A command may write thousands of files there.
  if (seen.has(folder)) return;
  seen.add(folder);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, pid] = LEFT.exec(name) ?? [];
    if (pid === undefined || isThere(Number(pid))) continue;
    await rm(join(folder, name), { force: true }).catch(() => {});
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It may be another user's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Folders that this process has looked through. */
const seen = new Set<string>();
const END = ".tmp";
const LEFT = /^\..+\.(\d{1,10})-[\da-f]{12}\.tmp$/;
