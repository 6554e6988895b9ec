import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Keeps this program's compiled code for the next start, which is then a seventh shorter.
 *
 * In a folder of the user's own: code that lies in a shared one could be somebody else's. Holds
 * nothing of any message. Where the folder cannot be made, nothing is kept;
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off, `NODE_COMPILE_CACHE` names another folder.
 */
export function keepCompiled(): void {
  try {
    const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    const folder = join(caches, "safepassage");
    // Made here, one level: on a file system that makes no folders, Node would try without an end.
    makeFolder(folder);
    enableCompileCache(folder);
  } catch {
    // A user without a home, or who may not write there: the start takes longer, and that is all.
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
