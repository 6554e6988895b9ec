import { join } from "node:path";
import { AgencyError } from "../../setting/agency-error.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { type BackupSummary, type Filling, readBackup } from "../../store/backup/copy.ts";
import { invalid } from "../../store/backup/format.ts";
import { type StagedKeys, stageMessageKeys } from "../../store/keys/copy-keys.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { KEY_FILES } from "../../store/keys/key-folder.ts";
import { openMessageKeys } from "../../store/keys/message-key-file.ts";
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
 * Both copies are read whole, and found to belong together, before anything is replaced.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_STORE_IN_USE`, `GATEWAY_KEYS_*`.
 */
export async function restore(options: RestoreOptions): Promise<BackupSummary> {
  const { file, filling, keys, keysFrom, progress } = options;
  let staged: StagedKeys | undefined;
  let id: string | undefined;
  try {
    staged = keysFrom && stageMessageKeys(keys, keysFrom.file);
    id = staged === undefined ? idOf(keys) : staged.id;
  } catch (error) {
    await filling.discard();
    throw error;
  }
  try {
    const summary = await readBackup(linesOf(file), requiringKeys(filling, id), progress);
    // Last: should this fail, the keys that are there open what was there before.
    staged?.put(keysFrom?.journal);
    return summary;
  } catch (error) {
    const isOfFile = error instanceof AgencyError && error.code === "GATEWAY_BACKUP_INVALID";
    throw isOfFile ? invalid(`${file}: ${error.message}`, error) : toStoreError(error, file);
  } finally {
    staged?.discard();
  }
}

/** Which keys lie in a folder, if any do. */
function idOf(folder: string): string | undefined {
  const keys = openMessageKeys(join(folder, KEY_FILES.keys), () =>
    openKekFile(join(folder, KEY_FILES.kek), false),
  );
  keys.close();
  return keys.id;
}

/** Keeps a database only if the keys that it names are those at hand. */
function requiringKeys(filling: Filling, id: string | undefined): Filling {
  let named: unknown;
  return {
    insert(table, row) {
      if (table === "mark" && row["name"] === "keys") named = row["value"];
      return filling.insert(table, row);
    },
    async keep() {
      if (named !== undefined && id === undefined) {
        throw new AgencyError("GATEWAY_KEYS_MISSING", "no keys are there, and none were given");
      }
      if (named !== undefined && named !== id) {
        throw new AgencyError("GATEWAY_KEYS_DIFFER", "the copy of the database names other keys");
      }
      await filling.keep();
    },
    discard: () => filling.discard(),
  };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* backupLines(file);
  } catch (error) {
    const { syscall, code } = error as { readonly syscall?: string; readonly code?: string };
    const isOfFile = syscall !== undefined || error instanceof AgencyError;
    throw !isOfFile ? error : invalid(`it cannot be read (${code})`, error);
  }
}
