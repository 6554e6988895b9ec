import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { readFile, requireFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { openErasureJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { KEY_FILES } from "./key-folder.ts";
import { openMessageKeys } from "./message-key-file.ts";
import { writeDurably } from "./write-durably.ts";

/**
 * Copies the wrapped keys of a folder into a new file, for its owner only. A gateway may be working with them.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_STORE_FULL`, `GATEWAY_STORE_UNREADABLE`.
 */
export function copyMessageKeys(folder: string, to: string): void {
  const from = join(folder, KEY_FILES.keys);
  if (!existsSync(from)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${from} is not there`);
  requireFile(from);
  closeSync(openSync(to, "wx", 0o600));
  try {
    const db = new DatabaseSync(from, { readOnly: true });
    try {
      db.prepare("VACUUM INTO ?").run(to);
    } finally {
      db.close();
    }
  } catch (error) {
    rmSync(to, { force: true });
    throw toStoreError(error, to);
  }
}

/** Copies the journal of erasures of a folder. The copy replaces an earlier one: entries are only ever added. */
export function copyJournal(folder: string, to: string): void {
  writeDurably(to, readFile(join(folder, KEY_FILES.journal)));
}

/** A copy of wrapped keys that was found sound, beside those of a folder. */
export interface StagedKeys {
  /** Names the set of keys. */
  readonly id: string | undefined;
  /**
   * Puts them in the place of the folder's own, and destroys those of what the journal knows to be erased.
   *
   * @param journal - A copy of the journal. Entries that the folder's own lacks are added to that.
   */
  put(journal?: string): void;
  /** Removes what was not put there. */
  discard(): void;
}

/**
 * Lays a copy of wrapped keys beside those of a folder, and finds out whether it is sound and belongs to the key-encryption
 * key, which must be there. Nothing is replaced yet.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`.
 */
export function stageMessageKeys(folder: string, from: string): StagedKeys {
  const place = join(folder, KEY_FILES.keys);
  const next = `${place}.restoring`;
  const kek = openKekFile(join(folder, KEY_FILES.kek), false);
  const discard = (): void => {
    for (const end of ["", "-wal", "-shm"]) rmSync(next + end, { force: true });
  };
  discard();
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

  function put(journal?: string): void {
    const own = openErasureJournal(join(folder, KEY_FILES.journal));
    try {
      if (journal !== undefined) addMissing(own, journal);
      for (const end of ["", "-wal", "-shm"]) rmSync(place + end, { force: true });
      writeDurably(place, readFile(next));
      const keys = openMessageKeys(place, () => kek);
      try {
        for (let at = 0; at < own.length; at += PART) {
          keys.destroy(own.since(at, PART).map(({ digest }) => digest));
        }
      } finally {
        keys.close();
      }
    } finally {
      own.close();
    }
  }
}

function readCopy(from: string): Uint8Array {
  try {
    return readFile(from);
  } catch (error) {
    throw invalid(`${from} cannot be read`, error);
  }
}

type Journal = ReturnType<typeof openErasureJournal>;

/** Adds the entries of a copy that a journal lacks. */
function addMissing(own: Journal, copy: string): void {
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
