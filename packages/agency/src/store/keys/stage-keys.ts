import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { readFile } from "../../setting/read-file.ts";
import { openErasureJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { KEY_FILES } from "./key-folder.ts";
import { openMessageKeys } from "./message-key-file.ts";
import type { ErasureEntry, ErasureJournal, KeyEncryptionKey } from "./message-keys.ts";
import { writeDurably } from "./write-durably.ts";

/** A copy of wrapped keys that was found sound, beside those of a folder. */
export interface StagedKeys {
  /** Names the set of keys. */
  readonly id: string | undefined;
  /**
   * Adds them to the folder's own, and destroys those of what the journal knows to be erased: none of these comes back,
   * not even for a moment.
   *
   * @param journal - A copy of the journal. Entries that the folder's own lacks are added to that.
   */
  put(journal?: string): MergedKeys;
  /** Removes what was not put there. */
  discard(): void;
}

/** What became of the keys of a folder when a copy was brought back. */
export interface MergedKeys {
  /** Keys of the copy that the folder did not have. */
  readonly broughtBack: number;
  /** Keys of the folder that the copy did not have: of what came after it. */
  readonly kept: number;
}

/**
 * Lays a copy of wrapped keys beside those of a folder, and finds out whether it is sound and belongs to the key-encryption
 * key, which must be there, and whether it can be joined with what the folder has. Nothing is changed yet.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_UNREADABLE` for
 *   keys of the folder that cannot be read.
 */
export function stageMessageKeys(folder: string, from: string): StagedKeys {
  const place = join(folder, KEY_FILES.keys);
  const next = `${place}.restoring`;
  const kek = openKekFile(join(folder, KEY_FILES.kek), false);
  const discard = (): void => {
    for (const end of ["", "-wal", "-shm"]) rmSync(next + end, { force: true });
  };
  discard();
  requireOwnKeys(folder, kek);
  try {
    writeDurably(next, readCopy(from));
    const copy = openMessageKeys(next, () => kek);
    copy.close();
    return { id: copy.id, put, discard };
  } catch (error) {
    discard();
    const { code } = error as { readonly code?: string };
    throw code === "GATEWAY_STORE_UNREADABLE"
      ? invalid(`${from} is no copy of keys`, error)
      : error;
  }

  function put(journal?: string): MergedKeys {
    const own = openErasureJournal(join(folder, KEY_FILES.journal));
    try {
      if (journal !== undefined) addMissing(own, journal);
      destroyErased(next, kek, own);
      if (!existsSync(place)) {
        // The log of keys that are lost is none of these.
        for (const end of ["-wal", "-shm"]) rmSync(place + end, { force: true });
        writeDurably(place, readFile(next));
        return { broughtBack: countKeys(place), kept: 0 };
      }
      destroyErased(place, kek, own);
      return addKeys(place, next);
    } finally {
      own.close();
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

/** Keys that are there must not be lost, and without the journal nobody knows which ones may not come back. */
function requireOwnKeys(folder: string, kek: KeyEncryptionKey): void {
  const place = join(folder, KEY_FILES.keys);
  if (!existsSync(place)) return;
  try {
    openMessageKeys(place, () => kek).close();
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    if (code !== "GATEWAY_STORE_UNREADABLE") throw cause;
    const how = "move it away, and destroy it once the copy works";
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", `${place}: ${how}`, { cause });
  }
  const journal = join(folder, KEY_FILES.journal);
  if (existsSync(journal)) return;
  const how = "put its newest copy back, or leave the copy of the keys out";
  throw new AgencyError("GATEWAY_KEYS_MISSING", `${journal} is not there: ${how}`);
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

/** Adds the entries of a copy that a journal lacks. */
function addMissing(own: ErasureJournal, copy: string): void {
  const other = openErasureJournal(copy);
  try {
    const known = new Set<string>();
    for (let at = 0; at < own.length; at += PART) {
      for (const { digest } of own.since(at, PART)) known.add(digest);
    }
    for (let at = 0; at < other.length; at += PART) {
      const missing = other.since(at, PART).filter(({ digest }) => !known.has(digest));
      if (missing.length > 0) own.add(missing);
    }
  } finally {
    other.close();
  }
}

/** Most keys that are destroyed at once. */
const PART = 1000;

const invalid = (why: string, cause: unknown): AgencyError =>
  new AgencyError("GATEWAY_BACKUP_INVALID", why, { cause });
