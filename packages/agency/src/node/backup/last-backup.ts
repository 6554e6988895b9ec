import { join } from "node:path";
import * as z from "zod";
import { FOLDER } from "../../folder/names.ts";
import { readPart } from "../../folder/read-part.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import { replaceFile } from "../replace-file.ts";

/** What a folder remembers of the last backup of its database and keys that was read back. */
export type LastBackup = Readonly<z.infer<typeof Noted>>;

/**
 * Writes down in the folder of an agency that a backup was made, so that a gateway can say when none is made any more.
 *
 * @throws AgencyError `GATEWAY_BACKUP_UNWRITABLE`. The backup stays.
 */
export function noteBackup(folder: string, { at }: LastBackup): void {
  const path = join(folder, FOLDER.lastBackup);
  try {
    replaceFile(path, `${JSON.stringify({ at }, null, 2)}\n`);
  } catch (cause) {
    const what = `the backup is made, but ${path} cannot be written: the gateway will say that backups are late`;
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", what, { cause });
  }
}

/** Reads what {@link noteBackup} wrote; `undefined` if no backup was made, or nobody can read when. */
export const lastBackup = (folder: string): LastBackup | undefined =>
  readPart(folder, FOLDER.lastBackup, (json) => Noted.safeParse(json).data).value;

const Noted = z.strictObject({
  /** When the database was copied: UTC, to the second. */
  at: z.iso.datetime({ precision: 0 }),
});
