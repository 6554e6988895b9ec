import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { discard, withFile } from "../../setting/secret-file.ts";

/**
 * Writes a file for its owner only, all of it or nothing. It survives a power cut when this returns. Where it fails, as on a full
 * disk, no part of it stays beside its place: that may be a part of a key.
 */
export function writeDurably(path: string, octets: Uint8Array): void {
  const aside = `${path}.new`;
  discard(aside);
  try {
    withFile(aside, "wx", (file) => writeAll(file, octets, 0));
    renameSync(aside, path);
  } catch (error) {
    discard(aside);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes the names in a folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Writes all octets at a place of an open file: one call may write only a part. */
export function writeAll(file: number, octets: Uint8Array, place: number): void {
  for (let done = 0; done < octets.length; ) {
    done += writeSync(file, octets, done, octets.length - done, place + done);
  }
}
