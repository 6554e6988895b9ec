import { closeSync, existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { AgencyError } from "../../setting/agency-error.ts";
import { openNew } from "../../setting/give-to-owner.ts";
import { openToRead } from "../../setting/open-to-read.ts";
import { isThere, requireFile } from "../../setting/read-file.ts";
import { discard, withFile } from "../../setting/secret-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { requireOwnLogAtRest } from "../file/own-log.ts";
import { KEY_FILES } from "./key-folder.ts";
import { KEY_WRITES } from "./message-key-file.ts";
import type { KeyEncryptionKey, MessageKeys } from "./message-keys.ts";
import { type JournalText, readJournal } from "./read-journal.ts";
import { syncFolder, writeDurably } from "./write-durably.ts";

/** The wrapped keys of a folder, of which a copy is made. */
export interface KeySource {
  /**
   * Copies them into a new file, for its owner only. It gets its name only when all of it is on the disk: until then it ends
   * in `.part`.
   *
   * @param erased - Digests of messages whose keys are to be destroyed, and may be there still: the copy has none of these.
   * @throws AgencyError `GATEWAY_STORE_FULL`, `GATEWAY_STORE_UNREADABLE`.
   */
  copyTo(path: string, erased: readonly string[]): void;
  close(): void;
}

/**
 * Opens the wrapped keys of a folder to copy them. A gateway may be working with them. Nothing is written beside them, unless their
 * log is there.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_STORE_FULL`, `GATEWAY_STORE_MIXED`, `GATEWAY_STORE_UNREADABLE`.
 */
export function openKeySource(folder: string): KeySource {
  const from = join(folder, KEY_FILES.keys);
  if (!isThere(from)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${from} is not there`);
  requireFile(from);
  requireOwnLogAtRest(from, KEY_WRITES, join(folder, KEY_FILES.lock));
  const db = openToRead(from, WAIT_MS);
  try {
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch (error) {
    db.close();
    throw toStoreError(error, from);
  }
  return {
    copyTo(path, erased) {
      const aside = path + KEYS_PART;
      closeSync(openNew(aside));
      try {
        db.prepare("VACUUM INTO ?").run(aside);
        leaveOut(aside, erased);
        withFile(aside, "r+");
        renameSync(aside, path);
        syncFolder(dirname(path));
      } catch (error) {
        discard(aside);
        throw toStoreError(error, path);
      }
    },
    close: () => db.close(),
  };
}

/** Removes keys from a copy, and overwrites where they lay. */
function leaveOut(copy: string, digests: readonly string[]): void {
  if (digests.length === 0) return;
  const db = new DatabaseSync(copy);
  try {
    db.exec("PRAGMA secure_delete = ON; BEGIN");
    const remove = db.prepare("DELETE FROM message_key WHERE digest = ?");
    for (const digest of digests) remove.run(digest);
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

/**
 * Copies the journal of erasures of a folder. Nothing that an earlier copy knows goes: entries that it lacks are added to it.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`; `GATEWAY_BACKUP_UNWRITABLE` where the earlier copy is damaged, or is that of
 *   another journal and knows what this one does not.
 */
export function copyJournal(folder: string, to: string): void {
  const own = readJournal(join(folder, KEY_FILES.journal));
  const copy = existsSync(to) ? readEarlier(to) : undefined;
  const has = (one: JournalText, digest: string): boolean => one.lines.has(digest);
  if (copy?.id === own.id) {
    const lacking = [...own.lines].filter(([digest]) => !has(copy, digest));
    if (lacking.length === 0) return;
    writeDurably(to, Buffer.from(copy.text + lacking.map(([, line]) => line).join(""), "latin1"));
  } else if (copy === undefined || [...copy.lines.keys()].every((digest) => has(own, digest))) {
    writeDurably(to, Buffer.from(own.text, "latin1"));
  } else {
    const how = "name a folder of this agency's own, or bring that journal back";
    const why = "knows erasures that the one of the folder does not";
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${to} ${why}: ${how}`);
  }
}

function readEarlier(path: string): JournalText {
  try {
    return readJournal(path);
  } catch (cause) {
    const how = "it is damaged: move it away";
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${path}: ${how}`, { cause });
  }
}

/**
 * Opens a copy of keys to read them. Nothing is written to it or beside it.
 *
 * @throws AgencyError `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_UNREADABLE`.
 */
export function openKeyCopy(
  path: string,
  kek: KeyEncryptionKey,
): Pick<MessageKeys, "id" | "find" | "close"> {
  const db = openImmutable(path);
  const coded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, path);
    }
  };
  try {
    const rows = coded(() => db.prepare("SELECT name, value FROM about").all());
    const about = Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
    if (about["kek"] !== kek.id) {
      throw new AgencyError("GATEWAY_KEYS_DIFFER", `${path}: another key-encryption key`);
    }
    const select = coded(() => db.prepare("SELECT wrapped FROM message_key WHERE digest = ?"));
    return {
      id: about["id"],
      find(digest) {
        const wrapped = coded(() => select.get(digest))?.["wrapped"];
        return wrapped === undefined ? undefined : kek.unwrap(wrapped as Uint8Array);
      },
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function openImmutable(path: string): DatabaseSync {
  const place = pathToFileURL(path);
  // Without it SQLite would leave files of its own beside the copy.
  place.searchParams.set("immutable", "1");
  return new DatabaseSync(place, { readOnly: true });
}

/**
 * Names the key-encryption key of a copy of keys, which is not changed by that.
 *
 * @returns `undefined` for what is no copy of keys.
 */
export function kekOf(path: string): string | undefined {
  try {
    const db = openImmutable(path);
    try {
      const kek = db.prepare("SELECT value FROM about WHERE name = 'kek'").get()?.["value"];
      return typeof kek === "string" ? kek : undefined;
    } finally {
      db.close();
    }
  } catch {
    // Whatever it is, it belongs to no other agency.
    return undefined;
  }
}

/** What the name of a copy of keys ends with until it is whole. */
const KEYS_PART = ".part";
/** A program may hold the file for a moment, while it starts. */
const WAIT_MS = 1000;
