import { join } from "node:path";
import { makeFolder } from "../../setting/give-to-owner.ts";
import { type Lock, lockFile } from "../../setting/lock-file.ts";
import { isThere } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { openCommitCount } from "./commit-count.ts";
import { countEntries, openErasureJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { discardLeftovers } from "./leftovers.ts";
import { hasKeys, openMessageKeys } from "./message-key-file.ts";
import type { ErasureJournal, MessageKeys, StoreKeys } from "./message-keys.ts";

/** Names of the files in a folder of keys. Each has backups of its own, or none. */
export const KEY_FILES = {
  /** 32 octets. Keep a copy where no copy of the database is. */
  kek: "key-encryption.key",
  /** The wrapped keys. Keep no copy longer than `backupDays`. */
  keys: "message-keys.db",
  /** What was erased. Keep every copy. */
  journal: "erasures.log",
  /** How many transactions the database has kept. Needs no copy. */
  commits: "commits.count",
  /** Held locked by the program that works with them. */
  lock: "keys.lock",
} as const;

/**
 * Opens the folder with everything that the contents of a database are encrypted with. What is missing is made when the
 * first content is stored, and not before: a database that was used with other keys must get those back.
 *
 * It is for one program at a time, whichever database holds the messages: the lock on a database server is lost with the
 * connection, and these files know nothing of it.
 *
 * @throws AgencyError `GATEWAY_STORE_IN_USE`, `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_UNREADABLE`.
 */
export function openKeyFolder(folder: string): StoreKeys {
  const lock = lockKeyFolder(folder);
  const kek = (make: boolean) => openKekFile(join(folder, KEY_FILES.kek), make);
  const [place, log] = [join(folder, KEY_FILES.keys), join(folder, KEY_FILES.journal)];
  let keys: MessageKeys | undefined;
  try {
    discardLeftovers(place);
    keys = openMessageKeys(place, kek);
    const journal = isThere(log) ? openErasureJournal(log) : begun(log);
    const commits = openCommitCount(join(folder, KEY_FILES.commits));
    return { keys, journal, commits, folder, close: () => closeAll(keys, journal, commits, lock) };
  } catch (error) {
    closeAll(keys, lock);
    throw error;
  }
}

/** Locks a folder of keys for this process. @throws AgencyError `GATEWAY_STORE_IN_USE`. */
export function lockKeyFolder(folder: string): Lock {
  try {
    makeFolder(folder);
    return lockFile(join(folder, KEY_FILES.lock));
  } catch (error) {
    throw toStoreError(error, folder);
  }
}

/** Whether a folder has keys of messages, or knows of erasures. Nothing is opened for work. */
export function isKeyFolderUsed(folder: string): boolean {
  return countEntries(join(folder, KEY_FILES.journal)) > 0 || hasKeys(join(folder, KEY_FILES.keys));
}

/**
 * A journal that is begun when it is needed first. A database whose keys are lost is refused before that: an empty journal
 * would pass for the lost one when keys are brought back.
 */
function begun(path: string): ErasureJournal {
  let opened: ErasureJournal | undefined;
  const journal = (): ErasureJournal => {
    opened ??= openErasureJournal(path);
    return opened;
  };
  return {
    get id() {
      return journal().id;
    },
    get length() {
      return journal().length;
    },
    since: (position, limit) => journal().since(position, limit),
    add: (entries) => journal().add(entries),
    requireKept: () => opened?.requireKept(),
    close: () => opened?.close(),
  };
}

const closeAll = (...opened: readonly (Lock | undefined)[]): void => {
  for (const one of opened) one?.close();
};
