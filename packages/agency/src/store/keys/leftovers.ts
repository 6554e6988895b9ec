import { discard } from "../../setting/secret-file.ts";

/** Where a copy of wrapped keys lies until it is joined with those of a folder. */
export const stagingOf = (keys: string): string => `${keys}.restoring`;

/**
 * Destroys what a program has left beside the wrapped keys that was killed while it brought keys back: no erasure reaches the
 * keys in it. Call it only while no other program can bring keys back.
 *
 * @param keys - The file of the wrapped keys of a folder.
 */
export function discardLeftovers(keys: string): void {
  const next = stagingOf(keys);
  for (const path of [`${keys}.new`, `${next}.new`, next]) discard(path);
  for (const end of ENDS) discard(next + end);
}

/** What SQLite keeps beside a database. */
const ENDS = ["-wal", "-shm", "-journal"] as const;
