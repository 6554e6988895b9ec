import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { makeFile } from "../../setting/give-to-owner.ts";
import { openToRead } from "../../setting/open-to-read.ts";
import { isThere } from "../../setting/read-file.ts";
import { isDamage, toStoreError } from "../../setting/store-error.ts";
import { requireOwnLog } from "../file/own-log.ts";
import { rememberFile, watchFile } from "../file/watch-file.ts";
import type { KeyEncryptionKey, MessageKeys } from "./message-keys.ts";

/**
 * Opens the wrapped keys of messages, in one SQLite file of their own. Every commit reaches the disk, and a destroyed
 * key is overwritten in the file and cut from its log.
 *
 * @param openKek - Opens the key-encryption key; with `true` it may make a new one.
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`; `GATEWAY_STORE_UNREADABLE`, `GATEWAY_STORE_FULL`.
 */
export function openMessageKeys(
  path: string,
  openKek: (make: boolean) => KeyEncryptionKey,
): MessageKeys {
  /** Whether the file or its disk has failed, and no later try could write. */
  let hasFailed = false;
  /** What has shown that the file is damaged. A write elsewhere in it proves nothing. */
  let damage: unknown;
  const coded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const failure = toStoreError(error, path);
      hasFailed ||= failure !== error;
      if (isDamage(error)) damage ??= failure;
      throw failure;
    }
  };
  let opened: Opened | undefined = isThere(path)
    ? coded(() => openFile(path, openKek(false)))
    : undefined;
  const held = (): Opened => {
    if (opened === undefined) throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} is not there`);
    return opened;
  };
  return {
    get id() {
      return opened?.id;
    },
    get isUsed() {
      return opened !== undefined && coded(() => held().isUsed());
    },
    begin() {
      opened ??= coded(() => openFile(path, openKek(true)));
      return opened.id;
    },
    find: (digest) => opened && coded(() => held().find(digest)),
    add: (keys) => coded(() => held().add(keys)),
    destroy: (digests, seen) => coded(() => opened?.destroy(digests, seen)),
    get seen() {
      return opened && coded(() => held().seen());
    },
    clean: () => coded(() => opened?.clean()),
    isFull() {
      if (damage !== undefined) throw damage;
      opened?.requireInPlace();
      if (!hasFailed) return false;
      try {
        coded(() => opened?.tryRoom());
        hasFailed = false;
      } catch (error) {
        if (!isStoreFull(error)) throw error;
      }
      return hasFailed;
    },
    close() {
      opened?.close();
    },
  };
}

type Opened = Pick<MessageKeys, "find" | "add" | "destroy" | "clean" | "close"> & {
  readonly id: string;
  seen(): string | undefined;
  isUsed(): boolean;
  /** Writes as much as a round of messages takes, and removes it. */
  tryRoom(): void;
  /** @throws AgencyError `GATEWAY_STORE_UNREADABLE` while the path leads to another file. */
  requireInPlace(): void;
};

const isStoreFull = (error: unknown): boolean =>
  error instanceof AgencyError && error.code === "GATEWAY_STORE_FULL";

function openFile(path: string, kek: KeyEncryptionKey): Opened {
  makeFile(path);
  requireOwnLog(path, KEY_WRITES);
  const db = new DatabaseSync(path);
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA busy_timeout = ${WAIT_MS};
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS message_key (digest TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;
    `);
    const note = db.prepare("INSERT OR IGNORE INTO about VALUES (?, ?)");
    note.run("id", randomBytes(16).toString("base64url"));
    note.run("kek", kek.id);
    db.exec("COMMIT");
    const about = db.prepare("SELECT value FROM about WHERE name = ?");
    if (about.get("kek")?.["value"] !== kek.id) {
      throw new AgencyError("GATEWAY_KEYS_DIFFER", `${path}: another key-encryption key`);
    }
    const requireSame = rememberFile(path) ?? (() => {});
    const { requireKept, close } = watchFile(path, db, KEY_WRITES);
    const requireInPlace = (): void => {
      requireSame();
      requireKept();
    };
    return {
      id: String(about.get("id")?.["value"]),
      ...operations(db, kek, requireInPlace),
      ...{ requireInPlace, close },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function operations(
  db: DatabaseSync,
  kek: KeyEncryptionKey,
  requireInPlace: () => void,
): Omit<Opened, "id" | "requireInPlace" | "close"> {
  const select = db.prepare("SELECT wrapped FROM message_key WHERE digest = ?");
  const insert = db.prepare("INSERT OR REPLACE INTO message_key VALUES (?, ?)");
  const any = db.prepare("SELECT 1 FROM message_key LIMIT 1");
  const remove = db.prepare("DELETE FROM message_key WHERE digest = ?");
  const place = db.prepare("SELECT value FROM about WHERE name = 'journal'");
  const note = db.prepare("INSERT OR REPLACE INTO about VALUES ('journal', ?)");
  const count = db.prepare(
    "INSERT INTO about VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = value + 1",
  );
  const together = (work: () => void): void => {
    requireInPlace();
    db.exec("BEGIN IMMEDIATE");
    try {
      work();
      count.run(KEY_WRITES.name);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  };
  /** The log still holds the pages as they were before they were overwritten. */
  const clean = (): void => {
    requireInPlace();
    // Somebody may be copying the keys. Nobody is answered while this waits, so it does not.
    db.exec("PRAGMA busy_timeout = 0");
    db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    db.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
  };
  return {
    isUsed: () => any.get() !== undefined,
    find(digest) {
      const wrapped = select.get(digest)?.["wrapped"];
      return wrapped === undefined ? undefined : kek.unwrap(wrapped as Uint8Array);
    },
    add(keys) {
      together(() => {
        for (const [digest, key] of keys) insert.run(digest, kek.wrap(key));
      });
    },
    seen() {
      const seen = place.get()?.["value"];
      return seen === undefined ? undefined : String(seen);
    },
    destroy(digests, seen) {
      together(() => {
        for (const digest of digests) remove.run(digest);
        if (seen !== undefined) note.run(seen);
      });
      clean();
    },
    clean,
    tryRoom: () => db.exec(TRY_ROOM),
  };
}

/** Whether a file has its tables: a kill may have left it without, before any key was in it. */
export const isBegun = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'message_key'").get() !== undefined;

/** Whether a file holds the key of any message. Another program may be working with it. */
export function hasKeys(path: string): boolean {
  if (!isThere(path)) return false;
  const db = openToRead(path, WAIT_MS);
  try {
    return isBegun(db) && db.prepare("SELECT 1 FROM message_key LIMIT 1").get() !== undefined;
  } finally {
    db.close();
  }
}

/** Where a file of keys counts what was written. */
export const KEY_WRITES = { table: "about", name: "writes" } as const;

const TRY_ROOM = `
  INSERT OR REPLACE INTO about (name, value) VALUES ('room', printf('%.*c', 65536, '0'));
  DELETE FROM about WHERE name = 'room';
`;

/** Nobody is answered while it waits for another program that holds the file locked; what failed is tried again. */
const WAIT_MS = 100;
