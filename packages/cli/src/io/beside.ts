import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where a file is written until it gets its name. The name says which process writes it. */
export const besideOf = (place: string): string =>
  join(
    dirname(place),
    `.${basename(place)}.${process.pid}-${randomBytes(6).toString("hex")}${END}`,
  );

/**
 * Removes what processes have left in a folder that were killed while they wrote there: it may hold keys, or what somebody
 * has said. What cannot be removed stays, and so does what a process writes that is still there, or was written within the hour: a
 * process of another machine, or of another container, has numbers of its own.
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
    const path = join(folder, name);
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs < LEFT_MS) continue;
    await rm(path, { force: true }).catch(() => {});
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
/** No command writes one file for so long without a change to it. */
const LEFT_MS = 3_600_000;
const END = ".tmp";
const LEFT = /^\..+\.(\d{1,10})-[\da-f]{12}\.tmp$/;
