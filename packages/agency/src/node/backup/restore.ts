import { toStoreError } from "../../setting/store-error.ts";
import { type BackupSummary, type Filling, readBackup } from "../../store/backup/copy.ts";
import { restoreMessageKeys } from "../../store/keys/copy-keys.ts";
import { backupLines } from "./prove-backup.ts";

/** What is brought back, and where to. */
export interface RestoreOptions {
  readonly file: string;
  readonly filling: Filling;
  /** The folder of keys of the agency. The key-encryption key must be in it. */
  readonly keys: string;
  /** A copy of the wrapped keys, and of the journal. Left out: those in the folder are whole. */
  readonly keysFrom?: { readonly file: string; readonly journal?: string };
  readonly progress?: (rows: number) => void;
}

/**
 * Brings a database back from a copy, all of it or nothing, and its keys if they are lost too. The next time that the store
 * is opened, it erases again what was erased since the copy.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_STORE_IN_USE`, `GATEWAY_KEYS_*`.
 */
export async function restore(options: RestoreOptions): Promise<BackupSummary> {
  const { file, filling, keys, keysFrom, progress } = options;
  try {
    // Keys that do not belong here are refused before the database is replaced.
    if (keysFrom !== undefined) restoreMessageKeys(keys, keysFrom.file, keysFrom.journal);
  } catch (error) {
    await filling.discard();
    throw toStoreError(error, keysFrom?.file ?? "");
  }
  try {
    return await readBackup(backupLines(file), filling, progress);
  } catch (error) {
    throw toStoreError(error, file);
  }
}
