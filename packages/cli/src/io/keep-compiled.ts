import { lstatSync, mkdirSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Keeps this program's compiled code for the next start, which is then a seventh shorter.
 *
 * In a folder of the user's own, where nobody else can write: code that lies in a shared one could be
 * somebody else's, and would run with the keys of whoever calls the program. Holds nothing of any
 * message. Where there is no such folder, nothing is kept; `NODE_DISABLE_COMPILE_CACHE=1` turns it
 * off, `NODE_COMPILE_CACHE` names another folder, and whoever sets that answers for it.
 */
export function keepCompiled(): void {
  try {
    const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    const folder = join(caches, "safepassage");
    // Made here, one level: on a file system that makes no folders, Node would try without an end.
    makeFolder(folder);
    if (isOwn(folder)) enableCompileCache(folder);
  } catch {
    // A user without a home, or who may not write there: the start takes longer, and that is all.
  }
}

/**
 * Whether a folder is this user's, only this user may write into it, and nobody else may put another
 * in its place. A link does not count: it may lead elsewhere tomorrow. What Node makes inside is then ours.
 */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  // Windows knows neither owners nor modes of this kind; there a profile is its user's.
  const user = process.getuid?.();
  if (user === undefined) return true;
  const around = statSync(dirname(folder));
  const isKept = (around.mode & OTHERS_WRITE) === 0 || (around.mode & STICKY) !== 0;
  const isOurs = found.uid === user && (found.mode & OTHERS_WRITE) === 0;
  return isOurs && isKept && [user, ROOT].includes(around.uid);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Group and all others. */
const OTHERS_WRITE = 0o022;
/** In such a folder, as in /tmp, only the owner of a name may change it. */
const STICKY = 0o1000;
const ROOT = 0;
