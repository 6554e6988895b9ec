import { join } from "node:path";
import { type Clock, systemClock, toInstant } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";
import type { Lock } from "../../setting/lock-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import {
  type BackupSummary,
  type Filled,
  type Filling,
  readBackup,
} from "../../store/backup/copy.ts";
import { invalid } from "../../store/backup/format.ts";
import { forgetCommitCount } from "../../store/keys/commit-count.ts";
import { KEY_FILES, lockKeyFolder } from "../../store/keys/key-folder.ts";
import {
  type KeyCopy,
  type KeysAtHand,
  type MergedKeys,
  openKeysAtHand,
  type StagedKeys,
  settlePending,
  stageMessageKeys,
} from "../../store/keys/stage-keys.ts";
import type { UpgradeHearer } from "../../store/sql/upgrade-progress.ts";
import { type CarryOver, createCarryOver, type Lost } from "./carry-over.ts";
import { createKeyCheck, type KeyCheck } from "./check-keys.ts";
import { backupLines } from "./prove-backup.ts";

/** What is brought back, and where to. */
export interface RestoreOptions {
  readonly file: string;
  readonly filling: Filling;
  /** The folder of keys of the agency. The key-encryption key must be in it. */
  readonly keys: string;
  /**
   * A copy of the wrapped keys, and of the journal. They are added to those in the folder. The journal may be left out if the
   * folder has its own. Left out: the keys in the folder are whole.
   */
  readonly keysFrom?: KeyCopy;
  readonly progress?: (rows: number) => void;
  /** Gets the progress of an upgrade of the tables. */
  readonly onUpgrade?: UpgradeHearer;
  /** Says when it is done. Default: that of the system. */
  readonly clock?: Clock;
}

/** What was brought back. */
export interface Restored extends BackupSummary {
  /** What became of the keys, if a copy of them was given. */
  readonly keys?: MergedKeys;
  /** How many officers stay locked out whom the copy would have let in again. */
  readonly locksKept: number;
  /** How many readings and searches stay on record that came after the copy. */
  readonly readingsKept: number;
  /** How many decisions stay on how long data are held: of reviews, updates and closings that came after the copy. */
  readonly termsKept: number;
  readonly lost: Lost;
  /** Whether a SQLite database before could not be read whole: of what is kept and lost something may be missing here. */
  readonly isBeforeDamaged: boolean;
}

/**
 * Brings a database back from a copy, all of it or nothing, and its keys if they are lost too. Keys that came after the copy
 * stay, officers who are locked out by now stay so, who has read a message stays on record, no consent that was withdrawn is used
 * again, and what was decided on how long data are held counts. The next time that the store is opened, it erases again what was
 * erased since the copy.
 *
 * The copies are read whole, and found to belong together, before anything is changed: each content that nobody erased has
 * its key. The copies themselves are never written to.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_STORE_IN_USE`, `GATEWAY_KEYS_*`.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { file, filling, keys, progress, clock = systemClock } = options;
  const atHand = await keysAtHand(options);
  try {
    let merged: MergedKeys | undefined;
    const { before } = filling;
    const carry = createCarryOver(before);
    const check = createKeyCheck(atHand, (digest) => atHand.find(digest) !== undefined);
    const summary = await readBackup(
      linesOf(file),
      checking(filling, check, carry, async (since) => {
        await filling.bringUpToDate(options.onUpgrade);
        const { pending } = before;
        check.finish(new Set([...atHand.erased, ...pending.map(({ digest }) => digest)]));
        for (const lock of carry.locks()) await filling.insert("locked_officer", lock);
        for (const act of carry.acts()) await filling.insert("event", act);
        await filling.insert("event", carry.act(toInstant(clock.now()), since));
        // What was erased must not come back with the copy, nor may its key stay.
        settlePending(keys, pending);
        // Keys last: should this fail, the keys that are there open what was there before.
        await filling.keep(() => {
          merged = "put" in atHand ? atHand.put() : undefined;
          forgetCommitCount(join(keys, KEY_FILES.commits));
        });
      }),
      progress,
    );
    const { readings, terms } = carry.count();
    const after = {
      ...{ locksKept: carry.locks().length, readingsKept: readings, termsKept: terms },
      lost: carry.lost(summary.at),
      isBeforeDamaged: filling.isDamaged === true,
    };
    return { ...summary, ...(merged && { keys: merged }), ...after };
  } catch (error) {
    const isOfFile = error instanceof AgencyError && error.code === "GATEWAY_BACKUP_INVALID";
    throw isOfFile ? invalid(`${file}: ${error.message}`, error.cause) : toStoreError(error, file);
  } finally {
    atHand.close();
  }
}

async function keysAtHand({
  filling,
  keys,
  keysFrom,
}: RestoreOptions): Promise<KeysAtHand | StagedKeys> {
  let lock: Lock | undefined;
  try {
    // No other program may be working with the keys, whatever database it has.
    const held = lockKeyFolder(keys);
    lock = held;
    const atHand = keysFrom === undefined ? openKeysAtHand(keys) : stageMessageKeys(keys, keysFrom);
    const close = (): void => {
      atHand.close();
      held.close();
    };
    return { ...atHand, close };
  } catch (error) {
    lock?.close();
    await filling.discard();
    throw error;
  }
}

/** Has each row looked at, and brought up to now, with which a database is filled. */
const checking = (
  filling: Filling,
  check: KeyCheck,
  carry: CarryOver,
  keep: Filled["keep"],
): Filled => ({
  begin(schema, at) {
    carry.begin(at);
    return filling.begin(schema);
  },
  insert(table, row) {
    check.see(table, row);
    carry.see(table, row);
    return filling.insert(table, carry.bringUpToNow(table, row));
  },
  keep,
  discard: () => filling.discard(),
});

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* backupLines(file);
  } catch (error) {
    const { syscall, code } = error as { readonly syscall?: string; readonly code?: string };
    const isOfFile = syscall !== undefined || error instanceof AgencyError;
    throw !isOfFile ? error : invalid(`it cannot be read (${code})`, error);
  }
}
