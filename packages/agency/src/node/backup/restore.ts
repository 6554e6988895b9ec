import { join } from "node:path";
import { AgencyError } from "../../setting/agency-error.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { type BackupSummary, type Filling, readBackup } from "../../store/backup/copy.ts";
import { invalid } from "../../store/backup/format.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { KEY_FILES } from "../../store/keys/key-folder.ts";
import { openMessageKeys } from "../../store/keys/message-key-file.ts";
import {
  type MergedKeys,
  type StagedKeys,
  settlePending,
  stageMessageKeys,
} from "../../store/keys/stage-keys.ts";
import { backupLines } from "./prove-backup.ts";

/** What is brought back, and where to. */
export interface RestoreOptions {
  readonly file: string;
  readonly filling: Filling;
  /** The folder of keys of the agency. The key-encryption key must be in it. */
  readonly keys: string;
  /**
   * A copy of the wrapped keys, and of the journal. They are added to those in the folder. Left out: those in the folder are
   * whole.
   */
  readonly keysFrom?: { readonly file: string; readonly journal?: string };
  readonly progress?: (rows: number) => void;
}

/** What was brought back. */
export interface Restored extends BackupSummary {
  /** What became of the keys, if a copy of them was given. */
  readonly keys?: MergedKeys;
}

/**
 * Brings a database back from a copy, all of it or nothing, and its keys if they are lost too. Keys that came after the copy
 * stay. The next time that the store is opened, it erases again what was erased since the copy.
 *
 * Both copies are read whole, and found to belong together, before anything is changed.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_STORE_IN_USE`, `GATEWAY_KEYS_*`.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
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
    let merged: MergedKeys | undefined;
    // Last: should this fail, the keys that are there open what was there before.
    const last = (): void => {
      merged = staged?.put(keysFrom?.journal);
    };
    const required = requiringKeys(filling, id, {
      // What was erased must not come back with the copy, nor may its key stay.
      first: () => settlePending(keys, filling.pending),
      last,
    });
    const summary = await readBackup(linesOf(file), required, progress);
    return { ...summary, ...(merged && { keys: merged }) };
  } catch (error) {
    const isOfFile = error instanceof AgencyError && error.code === "GATEWAY_BACKUP_INVALID";
    throw isOfFile ? invalid(`${file}: ${error.message}`, error.cause) : toStoreError(error, file);
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

/** Keeps a database only if the keys that it names are those at hand, and does what comes first and last. */
function requiringKeys(
  filling: Filling,
  id: string | undefined,
  { first, last }: Record<"first" | "last", () => void>,
): Filling {
  let named: unknown;
  return {
    pending: filling.pending,
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
      first();
      await filling.keep(last);
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
