import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { openNew } from "../../setting/give-to-owner.ts";

/** Writes a file for its owner only, all of it or nothing. It survives a power cut when this returns. */
export function writeDurably(path: string, octets: Uint8Array): void {
  const aside = `${path}.new`;
  rmSync(aside, { force: true });
  const file = openNew(aside);
  try {
    writeAll(file, octets, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
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
