import { existsSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Keeps this program's compiled code, which makes the next start a seventh shorter.
 *
 * The folder is the user's own, and nobody else can write there. In a shared folder, an attacker's code
 * could run with the user's keys. Nothing of a message is kept, and nothing at all without such a folder.
 * `NODE_DISABLE_COMPILE_CACHE=1` turns this off; `NODE_COMPILE_CACHE` names another folder, unchecked.
 */
export function keepCompiled(): void {
  try {
    const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    const folder = join(caches, "safepassage");
    // Made here, one level: on a file system that makes no folders, Node would try without an end.
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    if (isOwn(folder)) enableCompileCache(folder);
  } catch {
    // The user has no home or may not write there: the start only takes longer.
  }
}

/**
 * Whether a folder is this user's, only this user may write into it, and nobody else may replace it. A
 * link does not count: it may lead elsewhere tomorrow.
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

/** Group and all others. */
const OTHERS_WRITE = 0o022;
/** In such a folder, as in /tmp, only the owner of a name may change it. */
const STICKY = 0o1000;
const ROOT = 0;
