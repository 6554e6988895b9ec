import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, systemClock } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";
import type { RoomAt } from "../../setting/disk-room.ts";
import { giveToOwner, makeFolder } from "../../setting/give-to-owner.ts";
import { isThere } from "../../setting/read-file.ts";
import { discard } from "../../setting/secret-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { type BackupSummary, type Snapshot, writeBackup } from "../../store/backup/copy.ts";
import { copyJournal, kekOf, openKeySource } from "../../store/keys/copy-keys.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { KEY_FILES } from "../../store/keys/key-folder.ts";
import { syncFolder } from "../../store/keys/write-durably.ts";
import type { BackupProof } from "./check-keys.ts";
import { leavingRoom } from "./leave-room.ts";
import { requireApart } from "./places.ts";
import { proveBackup } from "./prove-backup.ts";

/** What is backed up, and where to. */
export interface BackupOptions {
  /** Closed at the end, also after a failure. */
  readonly snapshot: Snapshot;
  /** The folder of keys of the agency. */
  readonly keys: string;
  /** The folder of its database, if that is in a file. */
  readonly state?: string;
  /** Folder for copies of the database. */
  readonly to: string;
  /** Folder for copies of the keys: neither in the other nor around it, of this agency alone, whose copies are kept no longer than `backupDays`. */
  readonly keysTo: string;
  /** At least 1: with 0 no copy of the keys may be made. */
  readonly backupDays: number;
  readonly clock?: Clock;
  /** Looks at the disk of a folder. Default: the system does. */
  readonly roomAt?: RoomAt;
  /** Is told now and then how many rows are copied, and then how many of them are read back. */
  readonly progress?: (rows: number, step: "copied" | "readBack") => void;
}

/** A backup that was made. */
export interface Backup extends BackupSummary, BackupProof {
  readonly file: string;
  readonly keysFile: string;
  readonly octets: number;
  /** Copies of keys that were destroyed, since they were made `backupDays` days ago or earlier. Days are those of UTC. */
  readonly destroyed: readonly string[];
}

/**
 * Copies database and keys while a gateway works with them, reads the copies back, and destroys copies of keys that are
 * too old. A backup that fails leaves neither copy behind. What may go goes first, so that it makes room; only the newest copy of
 * the keys stays until there is another.
 *
 * The key-encryption key is not copied: keep that elsewhere.
 *
 * @throws AgencyError `GATEWAY_KEYS_*`, also where a content has no key and nobody erased it; `GATEWAY_STORE_*`,
 *   `GATEWAY_BACKUP_UNWRITABLE`; `GATEWAY_BACKUP_INVALID` where the copy does not read back.
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { snapshot, keys, state, to, keysTo, backupDays, clock = systemClock } = options;
  const { progress, roomAt } = options;
  if (backupDays < 1) throw new RangeError("a copy of keys is kept for a day at least");
  const name = clock.now().toISOString().replaceAll(":", "");
  const [file, keysFile] = [join(to, `${name}${DATABASE}`), join(keysTo, `${name}${KEYS}`)];
  const destroyed: string[] = [];
  const { summary, erasing } = await copyDatabase().finally(() => snapshot.close());
  const proof = await copyKeys().catch((error: unknown) => {
    rmSync(file, { force: true });
    discard(keysFile);
    throw error;
  });
  clear();
  return { ...summary, ...proof, file, keysFile, octets: statSync(file).size, destroyed };

  /** Destroys and removes what is too old. @param kept - The name of a copy of keys that stays. */
  function clear(kept?: string): void {
    writing(keysTo, () => {
      for (const old of oldKeys(keysTo, clock.now(), backupDays)) {
        if (old === kept) continue;
        discard(join(keysTo, old));
        destroyed.push(old);
      }
    });
    for (const folder of [to, keysTo]) writing(folder, () => removeBrokenOff(folder, clock.now()));
  }

  async function copyDatabase() {
    requireApart({ to, keysTo, keys });
    const kek = requireKeys(keys);
    for (const folder of [to, keysTo]) writing(folder, () => makeFolder(folder));
    const newest = newestKeys(keysTo);
    requireOwnCopies(keysTo, newest, kek);
    try {
      clear(newest);
    } catch {
      // The new copies count more. It is tried again behind them, and told.
    }
    const erasing: string[] = [];
    for await (const { digest } of snapshot.rows("erasing")) erasing.push(String(digest));
    const own = state === undefined ? [keys] : [keys, state];
    const summary = await writeWhole(file, (write) =>
      writeBackup(snapshot, clock, leavingRoom(write, to, own, roomAt), (rows) =>
        progress?.(rows, "copied"),
      ),
    );
    return { summary, erasing };
  }

  async function copyKeys(): Promise<BackupProof> {
    // Copied after the database, so that no message in its copy lacks its key, unless it was erased meanwhile.
    const source = openKeySource(keys);
    try {
      writing(keysFile, () => source.copyTo(keysFile, erasing));
    } finally {
      source.close();
    }
    const journal = join(keysTo, KEY_FILES.journal);
    writing(keysTo, () => copyJournal(keys, journal));
    const copies = { file, keysFile, journal, kek: join(keys, KEY_FILES.kek) };
    return proveBackup(copies, (rows) => progress?.(rows, "readBack"));
  }
}

/** Without all of them nobody could read the copy. @returns The name of the key-encryption key. */
function requireKeys(folder: string): string {
  for (const name of [KEY_FILES.keys, KEY_FILES.journal]) {
    const path = join(folder, name);
    if (!isThere(path)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} is not there`);
  }
  return openKekFile(join(folder, KEY_FILES.kek), false).id;
}

/** Each agency destroys copies after days of its own, and its journal is not another's. */
function requireOwnCopies(folder: string, newest: string | undefined, kek: string): void {
  const other = newest === undefined ? undefined : kekOf(join(folder, newest));
  if (other === undefined || other === kek) return;
  const how = "name a folder of this agency's own";
  throw new AgencyError(
    "GATEWAY_BACKUP_UNWRITABLE",
    `${folder} holds copies of other keys: ${how}`,
  );
}

/** Writes a file that gets its name only when all of it is on the disk. Only its owner can read it. */
async function writeWhole<T>(
  path: string,
  work: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const aside = `${path}.part`;
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      giveToOwner(file.fd, aside);
      const done = await work((text) => file.writeFile(text));
      await file.sync();
      renameSync(aside, path);
      syncFolder(dirname(path));
      return done;
    } finally {
      await file.close();
    }
  } catch (error) {
    rmSync(aside, { force: true });
    throw toTargetError(error, path);
  }
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toTargetError(error, path);
  }
}

/** Tells a target that takes nothing from a database that cannot be read. */
function toTargetError(error: unknown, path: string): unknown {
  const { syscall, code } = error as { readonly syscall?: string; readonly code?: string };
  if (syscall === undefined && code !== "GATEWAY_STORE_FULL") return toStoreError(error, path);
  const why = syscall === undefined ? "no room (ENOSPC)" : `${syscall} ended with ${code}`;
  return new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${path}: ${why}`, { cause: error });
}

/**
 * Names the copies of keys that nobody may have any more, and what a backup that was killed has left beside one: that holds keys
 * too.
 */
function oldKeys(folder: string, now: Date, backupDays: number): readonly string[] {
  const lastDay = dayIn(now, -backupDays);
  return readdirSync(folder).filter(
    (name) => HOLDS_KEYS.test(name) && (dayOf(name) <= lastDay || isToCome(name, now)),
  );
}

/** Destroys what backups were writing that were killed days ago: nobody can restore it. A newer one may still be written. */
function removeBrokenOff(folder: string, now: Date): void {
  const yesterday = dayIn(now, -1);
  const old = readdirSync(folder).filter(
    (name) => BROKEN_OFF.test(name) && (dayOf(name) < yesterday || isToCome(name, now)),
  );
  for (const name of old) discard(join(folder, name));
}

const newestKeys = (folder: string): string | undefined =>
  readdirSync(folder)
    .filter((name) => name.endsWith(KEYS))
    .sort()
    .at(-1);

/** The day of an instant, and of a name that begins with one. */
const dayOf = (instant: string): string => instant.slice(0, 10);
/** The day that is some days after a time. */
const dayIn = (now: Date, days: number): string =>
  dayOf(new Date(now.getTime() + days * DAY_MS).toISOString());
/** Whether a clock that was ahead has named a file: nobody knows how old it is, and its day may be years away. */
const isToCome = (name: string, now: Date): boolean => dayOf(name) > dayIn(now, 1);

const DATABASE = ".backup";
const KEYS = ".keys";
const HOLDS_KEYS = /\.keys(\.part)?(-journal|-wal|-shm)?$/;
const BROKEN_OFF = /\.(backup|keys)\.part(-journal|-wal|-shm)?$/;
const DAY_MS = 86_400_000;
