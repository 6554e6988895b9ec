import {
  closeSync,
  constants,
  existsSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Gives a new file or folder to the owner of the folder that it is in, where this program runs as root. A command that root
 * types makes files that the program of the agency has to read, which runs as another user. What the file system
 * gives to nobody else stays root's, and `gateway check` tells it.
 *
 * @param file - The descriptor of what this program has made, which is open. What was there before may be a link to anything.
 */
export function giveToOwner(file: number, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(resolve(path)));
  if (uid === 0 || fstatSync(file).uid === uid) return;
  try {
    fchownSync(file, uid, gid);
  } catch {
    // A share of a network, which takes root for nobody. What was to be written there is written.
  }
}

/**
 * Makes a file that only the owner of its folder can read.
 *
 * @returns Its descriptor, open for writing.
 */
export function openNew(path: string): number {
  const file = openSync(path, "wx", 0o600);
  try {
    giveToOwner(file, path);
    return file;
  } catch (error) {
    closeSync(file);
    rmSync(path);
    throw error;
  }
}

/** Makes a file as {@link openNew} does, or leaves the one that is there as it is, and does not open it. */
export function makeFile(path: string): void {
  try {
    closeSync(openNew(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/**
 * Makes a folder, and those above it, that only the owner of the folder around them can read.
 *
 * @returns Whether it was not there.
 */
export function makeFolder(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
  // Node's own way to make those above never ends below /proc.
  const above = dirname(resolve(path));
  if (!existsSync(above)) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another program was faster, or it is a file.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw error;
  }
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    giveToOwner(folder, path);
  } finally {
    closeSync(folder);
  }
  return true;
}
