import { join } from "node:path";
import * as z from "zod";
import { FOLDER } from "../../folder/names.ts";
import { lookAt, readPart } from "../../folder/read-part.ts";
import { replaceFile } from "../replace-file.ts";

/** What a folder remembers of the last two backups of its database and keys that were read back. */
export type LastBackup = Readonly<z.infer<typeof Noted>>;

/** Writes down in the folder of an agency when a backup was made. @throws Error of the system, if the file cannot be written. */
export function noteBackup(folder: string, at: string): void {
  const last = lastBackup(folder);
  const before = last === "unreadable" ? undefined : last?.at;
  const noted: LastBackup = { at, ...(before !== undefined && { before }) };
  replaceFile(join(folder, FOLDER.lastBackup), `${JSON.stringify(noted, null, 2)}\n`);
}

/** Reads what {@link noteBackup} wrote; `undefined` if it has written nothing. */
export function lastBackup(folder: string): LastBackup | "unreadable" | undefined {
  if (lookAt(folder, FOLDER.lastBackup) === undefined) return undefined;
  const { value } = readPart(folder, FOLDER.lastBackup, (json) => Noted.safeParse(json).data);
  return value ?? "unreadable";
}

const Time = z.iso.datetime({ precision: 0 });
const Noted = z.strictObject({
  /** When the database was copied: UTC, to the second. */
  at: Time,
  /** When it was copied the time before. */
  before: Time.optional(),
});
