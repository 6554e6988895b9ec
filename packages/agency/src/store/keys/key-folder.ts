import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openErasureJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { openMessageKeys } from "./message-key-file.ts";
import type { StoreKeys } from "./message-keys.ts";

/** Names of the files in a folder of keys. Each has backups of its own, or none. */
export const KEY_FILES = {
  /** 32 octets. Keep a copy where no copy of the database is. */
  kek: "key-encryption.key",
  /** The wrapped keys. Keep no copy longer than `backupDays`. */
  keys: "message-keys.db",
  /** What was erased. Keep every copy. */
  journal: "erasures.log",
} as const;

/**
 * Opens the folder with everything that the contents of a database are encrypted with. What is missing is made when the
 * first content is stored, and not before: a database that was used with other keys must get those back.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_UNREADABLE`.
 */
export function openKeyFolder(folder: string): StoreKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kek = (make: boolean) => openKekFile(join(folder, KEY_FILES.kek), make);
  const keys = openMessageKeys(join(folder, KEY_FILES.keys), kek);
  try {
    return { keys, journal: openErasureJournal(join(folder, KEY_FILES.journal)) };
  } catch (error) {
    keys.close();
    throw error;
  }
}
