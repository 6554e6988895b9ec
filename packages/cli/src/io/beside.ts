import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Where a file is written until it gets its name. The name says which process writes it. It begins as that of the file, as far as
 * there is room: a file may have as long a name as the system takes.
 */
export const besideOf = (place: string): string => {
  const who = `${process.pid}-${randomBytes(6).toString("hex")}`;
  return join(dirname(place), `.${startOf(basename(place))}.${who}${END}`);
};

/** What of a name takes no more octets than {@link MOST}. */
function startOf(name: string): string {
  let start = "";
  for (const sign of name) {
    if (Buffer.byteLength(start + sign) > MOST) break;
    start += sign;
  }
  return start;
}

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
/** Of the 255 octets of a name: the rest is for who writes it. */
const MOST = 200;
const END = ".tmp";
const LEFT = /^\..+\.(\d{1,10})-[\da-f]{12}\.tmp$/;
