import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/**
 * Opens a file of SQLite to look at it. Nothing in it is changed, nothing is made beside it, and another program may be using
 * it.
 */
export function openToRead(path: string, waitMs: number): DatabaseSync {
  const url = pathToFileURL(path);
  // Without a log the file is whole: it is read without a lock, and nothing is made beside it. With one, a kill may have
  // left it with some pages of the log and without others, so that both are read together.
  if (!existsSync(`${path}-wal`)) url.searchParams.set("immutable", "1");
  return new DatabaseSync(url, { readOnly: true, timeout: waitMs });
}
