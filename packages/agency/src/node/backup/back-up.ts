import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, systemClock, toInstant } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { type BackupSummary, type Snapshot, writeBackup } from "../../store/backup/copy.ts";
import { copyJournal, copyMessageKeys } from "../../store/keys/copy-keys.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { KEY_FILES } from "../../store/keys/key-folder.ts";
import { syncFolder } from "../../store/keys/write-durably.ts";
import { discard } from "../../setting/secret-file.ts";
import { type BackupProof, proveBackup } from "./prove-backup.ts";

/** What is backed up, and where to. */
export interface BackupOptions {
  /** Closed at the end, also after a failure. */
  readonly snapshot: Snapshot;
  /** The folder of keys of the agency. */
  readonly keys: string;
  /** Folder for copies of the database. */
  readonly to: string;
  /** Folder for copies of the keys: another one, whose copies are kept no longer than `backupDays`. */
  readonly keysTo: string;
  readonly backupDays: number;
  readonly clock?: Clock;
  readonly progress?: (rows: number) => void;
}

/** A backup that was made. */
export interface Backup extends BackupSummary, BackupProof {
  readonly file: string;
  readonly keysFile: string;
  readonly octets: number;
  /** Copies of keys that were destroyed, since they were older than `backupDays`. */
  readonly destroyed: readonly string[];
}

/**
 * Copies database and keys while a gateway works with them, reads the copies back, and destroys copies of keys that are
 * too old. A backup that fails leaves neither copy behind.
 *
 * The key-encryption key is not copied: keep that elsewhere.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_STORE_*`, `GATEWAY_BACKUP_UNWRITABLE`; `GATEWAY_BACKUP_INVALID` where
 *   the copy does not read back.
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { snapshot, keys, to, keysTo, backupDays, clock = systemClock, progress } = options;
  const name = clock.now().toISOString().replaceAll(":", "");
  const [file, keysFile] = [join(to, `${name}${DATABASE}`), join(keysTo, `${name}${KEYS}`)];
  const summary = await copyDatabase().finally(() => snapshot.close());
  const proof = await copyKeys().catch((error: unknown) => {
    for (const path of [file, keysFile]) rmSync(path, { force: true });
    throw error;
  });
  const destroyed = writing(keysTo, () => destroyOld(keysTo, clock.now(), backupDays));
  return { ...summary, ...proof, file, keysFile, octets: statSync(file).size, destroyed };

  async function copyDatabase(): Promise<BackupSummary> {
    requireKeys(keys);
    for (const folder of [to, keysTo]) writing(folder, () => makeFolder(folder));
    return writeWhole(file, (write) => writeBackup(snapshot, clock, write, progress));
  }

  async function copyKeys(): Promise<BackupProof> {
    // Copied after the database, so that no message in its copy lacks its key, unless it was erased meanwhile.
    writing(keysFile, () => copyMessageKeys(keys, keysFile));
    writing(keysTo, () => copyJournal(keys, join(keysTo, KEY_FILES.journal)));
    return proveBackup(file, keysFile, join(keys, KEY_FILES.kek));
  }
}

/** Without all of them nobody could read the copy. */
function requireKeys(folder: string): void {
  for (const name of [KEY_FILES.keys, KEY_FILES.journal]) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} is not there`);
  }
  openKekFile(join(folder, KEY_FILES.kek), false);
}

/** Makes a folder and those above it, for their owner only. Node's own way never ends below /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
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

/** Overwrites and removes copies of keys that nobody may have any more. */
function destroyOld(folder: string, now: Date, backupDays: number): readonly string[] {
  const oldest = toInstant(new Date(now.getTime() - backupDays * DAY_MS)).replaceAll(":", "");
  const old = readdirSync(folder).filter((name) => name.endsWith(KEYS) && name < oldest);
  for (const name of old) discard(join(folder, name));
  return old;
}

const DATABASE = ".backup";
const KEYS = ".keys";
const DAY_MS = 86_400_000;
