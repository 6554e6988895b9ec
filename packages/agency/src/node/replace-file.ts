import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { openNew } from "../setting/give-to-owner.ts";

/**
 * Writes a file whole beside its place, then gives it its name: nobody ever finds a part of it. Only the owner of
 * its folder can read it. It is durable when this returns; if it throws, what was there stays.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const next = `${path}.next`;
  rmSync(next, { force: true });
  try {
    const file = openNew(next);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}
