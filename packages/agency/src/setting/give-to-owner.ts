import { fchownSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Gives a new file to the owner of its folder, where this program runs as root. A command that root types makes files that
 * the program of the agency has to read, which runs as another user.
 *
 * @param file - The descriptor of the file, which is open.
 */
export function giveToOwner(file: number, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0) fchownSync(file, uid, gid);
}
