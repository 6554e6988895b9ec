import { closeSync, existsSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { openNew } from "./give-to-owner.ts";

/** Removes a secret file, if it is there, and its octets. */
export function discard(path: string): void {
  if (!existsSync(path)) return;
  try {
    withFile(path, "r+", overwrite);
  } finally {
    rmSync(path);
  }
}

/** Overwrites all of an open file. A call may write only a part. */
export function overwrite(file: number): void {
  const { size } = fstatSync(file);
  const zeros = new Uint8Array(Math.min(size, 65_536));
  for (let at = 0; at < size; ) {
    at += writeSync(file, zeros, 0, Math.min(zeros.length, size - at), at);
  }
  fsyncSync(file);
}

/** Opens a file or a folder, or makes a file, and waits until what was done to it is on the disk. */
export function withFile(
  path: string,
  flags: "wx" | "r" | "r+",
  work?: (file: number) => void,
): void {
  const file = flags === "wx" ? openNew(path) : openSync(path, flags);
  try {
    work?.(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
