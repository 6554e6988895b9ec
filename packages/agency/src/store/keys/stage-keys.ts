import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { readFile } from "../../setting/read-file.ts";
import { discard } from "../../setting/secret-file.ts";
import { openErasureJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { KEY_FILES } from "./key-folder.ts";
import { discardLeftovers, stagingOf } from "./leftovers.ts";
import { openMessageKeys } from "./message-key-file.ts";
import type {
  ErasureEntry,
  ErasureJournal,
  KeyEncryptionKey,
  MessageKeys,
} from "./message-keys.ts";
import { erasedBy, type JournalText, readJournal, readOwnJournal } from "./read-journal.ts";
import { writeDurably } from "./write-durably.ts";

/** A copy of wrapped keys, and of the journal beside it. */
export interface KeyCopy {
  readonly file: string;
  readonly journal?: string;
}

/** Keys that a restored database will have. Nothing is changed by looking at them. */
export interface KeysAtHand extends Pick<MessageKeys, "id" | "find"> {
  /** Digests of the messages that a journal knows to be erased. */
  readonly erased: ReadonlySet<string>;
  /** Names the journal that the database has to have been used with, if another one could lack erasures. */
  readonly journal?: string;
  /** Ends the look, and removes what was not put into the folder. */
  close(): void;
}

/** A copy of wrapped keys that was found sound, together with those of a folder. */
export interface StagedKeys extends KeysAtHand {
  /**
   * Adds the copy's keys to the folder's own, and its entries to the folder's journal, and destroys the keys of what that knows
   * to be erased: none of these comes back, not even for a moment.
   */
  put(): MergedKeys;
}

/** What became of the keys of a folder when a copy was brought back. */
export interface MergedKeys {
  /** Keys of the copy that the folder did not have. */
  readonly broughtBack: number;
  /** Keys of the folder that the copy did not have: of what came after it. */
  readonly kept: number;
}

/**
 * Looks at the keys of a folder, which may have none, and at its journal.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER` for the key-encryption key; `GATEWAY_STORE_UNREADABLE`.
 */
export function openKeysAtHand(folder: string): KeysAtHand {
  return lookAt(folder, readOwnJournal(join(folder, KEY_FILES.journal)));
}

function lookAt(folder: string, journal: JournalText | undefined): KeysAtHand {
  const keys = openMessageKeys(join(folder, KEY_FILES.keys), () =>
    openKekFile(join(folder, KEY_FILES.kek), false),
  );
  return { id: keys.id, find: keys.find, erased: erasedBy(journal), close: keys.close };
}

/**
 * Lays a copy of wrapped keys beside those of a folder, and finds out whether it is sound and belongs to the key-encryption
 * key, which must be there, and whether it can be joined with what the folder has. The copies are only read, and whole.
 * Nothing is changed yet.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_UNREADABLE` for
 *   keys or a journal of the folder that cannot be read.
 */
export function stageMessageKeys(folder: string, copy: KeyCopy): StagedKeys {
  const place = join(folder, KEY_FILES.keys);
  const next = stagingOf(place);
  const kek = openKekFile(join(folder, KEY_FILES.kek), false);
  discardLeftovers(place);
  const own = openOwnKeys(folder, copy);
  let staged: MessageKeys | undefined;
  let isOver = false;
  const endLook = (): void => {
    if (isOver) return;
    isOver = true;
    staged?.close();
    own.close();
  };
  const close = (): void => {
    endLook();
    discardLeftovers(place);
  };
  try {
    const entries = readCopiedJournal(copy.journal);
    writeDurably(next, readCopy(copy.file));
    const beside = openStaged(next, kek, copy.file);
    staged = beside;
    const erased = new Set([...own.erased, ...entries.map(({ digest }) => digest)]);
    const find = (digest: string) => beside.find(digest) ?? own.find(digest);
    return { ...own, id: beside.id, find, erased, put: () => put(entries), close };
  } catch (error) {
    close();
    throw error;
  }

  function put(entries: readonly ErasureEntry[]): MergedKeys {
    endLook();
    const journal = openErasureJournal(join(folder, KEY_FILES.journal));
    try {
      const missing = entries.filter(({ digest }) => !own.erased.has(digest));
      if (missing.length > 0) journal.add(missing);
      destroyErased(next, kek, journal);
      if (!existsSync(place)) {
        // The log of keys that are lost is none of these.
        for (const end of ["-wal", "-shm"]) discard(place + end);
        writeDurably(place, readFile(next));
        return { broughtBack: countKeys(place), kept: 0 };
      }
      destroyErased(place, kek, journal);
      return addKeys(place, next);
    } finally {
      journal.close();
    }
  }
}

/** Journals erasures of a database that is about to go, and destroys the keys that the folder has of them. */
export function settlePending(folder: string, pending: readonly ErasureEntry[]): void {
  if (pending.length === 0) return;
  const journal = openErasureJournal(join(folder, KEY_FILES.journal));
  journal.add(pending);
  journal.close();
  const place = join(folder, KEY_FILES.keys);
  if (!existsSync(place)) return;
  const keys = openMessageKeys(place, () => openKekFile(join(folder, KEY_FILES.kek), false));
  keys.destroy(pending.map(({ digest }) => digest));
  keys.close();
}

/** Keys that are there must not be lost, and without a journal nobody knows which ones may not come back. */
function openOwnKeys(folder: string, copy: KeyCopy): KeysAtHand {
  const [place, journal] = [join(folder, KEY_FILES.keys), join(folder, KEY_FILES.journal)];
  const hasKeys = existsSync(place);
  if (!existsSync(journal) && (hasKeys || copy.journal === undefined)) {
    const how = hasKeys
      ? "put its newest copy back, or leave the copy of the keys out"
      : `put its newest copy back, or beside ${copy.file}: without it erased messages would open again`;
    throw new AgencyError("GATEWAY_KEYS_MISSING", `${journal} is not there: ${how}`);
  }
  const read = readOwnJournal(journal);
  // Without a copy of the journal the folder's own has to be the right one: it may have been begun anew after a loss.
  const required = copy.journal === undefined && read !== undefined ? { journal: read.id } : {};
  try {
    return { ...lookAt(folder, read), ...required };
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    if (code !== "GATEWAY_STORE_UNREADABLE") throw cause;
    const how = "move it away, and destroy it once the copy works";
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${place}: ${how}`, { cause });
  }
}

function openStaged(next: string, kek: KeyEncryptionKey, from: string): MessageKeys {
  try {
    return openMessageKeys(next, () => kek);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== "GATEWAY_STORE_UNREADABLE") throw error;
    throw invalid(`${from} is no copy of keys`, error);
  }
}

function destroyErased(place: string, kek: KeyEncryptionKey, journal: ErasureJournal): void {
  const keys = openMessageKeys(place, () => kek);
  try {
    for (let at = 0; at < journal.length; at += PART) {
      keys.destroy(journal.since(at, PART).map(({ digest }) => digest));
    }
  } finally {
    keys.close();
  }
}

/**
 * Adds the keys of a copy to those of a folder, which from then on go by the name of the copy's set. Of two keys of one
 * message the copy's stays: it opens what the restored database holds.
 */
function addKeys(place: string, copy: string): MergedKeys {
  const db = new DatabaseSync(place);
  try {
    db.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    db.prepare("ATTACH ? AS copy").run(copy);
    db.exec("BEGIN IMMEDIATE");
    const lacking = (one: string, other: string): number =>
      count(db, `${one}.message_key WHERE digest NOT IN (SELECT digest FROM ${other}.message_key)`);
    const merged = { broughtBack: lacking("copy", "main"), kept: lacking("main", "copy") };
    db.exec(`
      INSERT OR REPLACE INTO main.message_key SELECT * FROM copy.message_key;
      INSERT OR REPLACE INTO main.about SELECT * FROM copy.about WHERE name = 'id';
      COMMIT;
    `);
    return merged;
  } finally {
    db.close();
  }
}

function countKeys(place: string): number {
  const db = new DatabaseSync(place, { readOnly: true });
  try {
    return count(db, "message_key");
  } finally {
    db.close();
  }
}

const count = (db: DatabaseSync, what: string): number =>
  Number(db.prepare(`SELECT count(*) AS rows FROM ${what}`).get()?.["rows"]);

function readCopy(from: string): Uint8Array {
  try {
    return readFile(from);
  } catch (error) {
    throw invalid(`${from} cannot be read`, error);
  }
}

function readCopiedJournal(path: string | undefined): readonly ErasureEntry[] {
  try {
    return path === undefined ? [] : readJournal(path).entries;
  } catch (error) {
    throw invalid(`${path} is no copy of the journal of erasures, or is damaged`, error);
  }
}

/** Most keys that are destroyed at once. */
const PART = 1000;

const invalid = (why: string, cause: unknown): AgencyError =>
  new AgencyError("GATEWAY_BACKUP_INVALID", why, { cause });
