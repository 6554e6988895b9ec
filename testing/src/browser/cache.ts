import { lstatSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";

/** Folder of the workspace for what browser tests make once. Never the temporary folder: every user may write there. */
export const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache");

/** Makes a folder for this user alone, unless it is there. @throws If others may enter it. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder);
}

/** @throws If the folder is not this user's own, or others may read or change it. */
export function assertPrivate(folder: string): void {
  const entry = lstatSync(folder);
  const isOwn = process.getuid === undefined || entry.uid === process.getuid();
  const isClosed = process.platform === "win32" || (entry.mode & OTHERS) === 0;
  if (entry.isDirectory() && isOwn && isClosed) return;
  throw new Error(`${folder} is open to other users: delete it, and it is made anew`);
}

const OTHERS = 0o077;
