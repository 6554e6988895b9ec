import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { ProtocolError } from "@safepassage/core";
import { AgencyError, type AgencyErrorCode } from "./agency-error.ts";

/**
 * Gives a failure of SQLite or of a file its code, with the failure as cause. Any other error is returned as it is.
 *
 * @param path - The database, for the operator.
 * @param lacksFiles - Whether no more files can be made on the disk of a path.
 */
export function toStoreError(
  error: unknown,
  path: string,
  lacksFiles: (path: string) => boolean = isShortOfFiles,
): unknown {
  const known = codeOf(error);
  if (known === undefined) return error;
  // SQLite does not say why it cannot make a file.
  const code = isUnopened(error) && lacksFiles(path) ? FULL : known;
  const { message } = error as Error;
  // Node names the path itself, SQLite does not.
  const said = message.includes(path) ? message : `${path}: ${message}`;
  return new AgencyError(code, said, { cause: error });
}

/** Whether a failure of SQLite or of a file means that there is no room. */
export const isFull = (error: unknown): boolean => codeOf(error) === FULL;

/** Whether a failure of SQLite means that what is on the disk is damaged, or cannot be read. */
export function isDamage(error: unknown): boolean {
  const { errcode = 0 } = (error instanceof Error ? error : {}) as { readonly errcode?: number };
  return DAMAGES.has(errcode) || DAMAGES.has(errcode & 0xff);
}

function isUnopened(error: unknown): boolean {
  return (((error as { readonly errcode?: number }).errcode ?? 0) & 0xff) === CANNOT_OPEN;
}

/** Some are free again once what was made in vain is gone. */
function isShortOfFiles(path: string): boolean {
  try {
    const { files, ffree } = statfsSync(existsSync(path) ? path : dirname(path));
    return files > 0 && ffree < FEW;
  } catch {
    // What cannot be looked at is no full disk.
    return false;
  }
}

function codeOf(error: unknown): AgencyErrorCode | undefined {
  if (!(error instanceof Error) || error instanceof ProtocolError) return undefined;
  const { errcode, code = "" } = error as { readonly errcode?: number; readonly code?: string };
  if (errcode === undefined) return OF_SYSTEM.get(code);
  return OF_SQLITE.get(errcode) ?? OF_SQLITE.get(errcode & 0xff);
}

const FULL = "GATEWAY_STORE_FULL";
const IN_USE = "GATEWAY_STORE_IN_USE";
const UNREADABLE = "GATEWAY_STORE_UNREADABLE";
const CANNOT_OPEN = 14;
/** As many as a start makes. */
const FEW = 8;

/** Result codes of SQLite (sqlite.org/rescode.html). Extended ones go before their low octet. */
const OF_SQLITE: ReadonlyMap<number, AgencyErrorCode> = new Map([
  [13, FULL],
  // SQLITE_IOERR_WRITE: a quota, or a bound on the size of files, is no full disk to SQLite.
  [778, FULL],
  // SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
  [4874, FULL],
  // Somebody else, such as a tool of the operator, holds the database locked.
  [5, IN_USE],
  // Read-only; input and output; corrupt; cannot open; no database.
  ...[8, 10, 11, CANNOT_OPEN, 26].map((code) => [code, UNREADABLE] as const),
]);

/** Corrupt; no database; of input and output: not read, too little read, a wrong checksum, a damaged file system. */
const DAMAGES: ReadonlySet<number> = new Set([11, 26, 266, 522, 8202, 8458]);

const OF_SYSTEM: ReadonlyMap<string, AgencyErrorCode> = new Map([
  ...["ENOSPC", "EDQUOT", "EFBIG"].map((code) => [code, FULL] as const),
  ...["EACCES", "EIO", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR", "EPERM", "EROFS"].map(
    (code) => [code, UNREADABLE] as const,
  ),
]);
