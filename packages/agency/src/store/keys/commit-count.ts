import { closeSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { makeFile } from "../../setting/give-to-owner.ts";
import { readFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import type { Marks } from "../record-ports.ts";

/**
 * How many transactions that wrote something a database has kept, noted outside of it. A database that has kept fewer was put
 * back to an earlier state, as where a server has failed over to a copy that lags behind.
 */
export interface CommitCount {
  /** 0 if nothing is known. */
  readonly known: number;
  /** Notes a count once its transaction is durable: it is never ahead of the database. */
  note(count: number): void;
  /** Notes it again, where its file was removed or replaced, or has an earlier count. */
  keep(): void;
  close(): void;
}

/**
 * Opens the file of a count, a decimal number. It is made when the first count is noted.
 *
 * A note survives a kill. Nobody waits for the disk: after a power cut it may be an earlier one, and then an earlier state
 * may pass unseen. Where it cannot be written, the same holds, and the file of keys says what is wrong with the disk.
 */
export function openCommitCount(path: string): CommitCount {
  let known = readCommitCount(path);
  let file: number | undefined;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const write = (): void => {
    try {
      if (file === undefined) makeFile(path);
      file ??= openSync(path, "r+");
      writeSync(file, `${String(known).padStart(DIGITS, "0")}\n`, 0);
    } catch {
      // What is known is known in this process all the same.
    }
  };
  const keep = (): void => {
    // One that was never written has nothing to keep.
    if (file === undefined || readOr0(path) === known) return;
    close();
    write();
  };
  return {
    get known() {
      return known;
    },
    note(count) {
      known = count;
      write();
    },
    keep,
    close() {
      keep();
      close();
    },
  };
}

/** What cannot be read has no count. */
function readOr0(path: string): number {
  try {
    return readCommitCount(path);
  } catch {
    return 0;
  }
}

/**
 * Reads the count from its file, which another program may be writing. Without a file it is 0.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export function readCommitCount(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    const [, count = "0"] = /^(\d{16})\n$/.exec(readFile(path).toString("latin1")) ?? [];
    return Number(count);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/** Forgets a count: the database that comes next is an earlier one, and somebody wants it so. */
export function forgetCommitCount(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Counts the transactions of a database that write something, in it and outside of it. Nobody else counts in it: where it has
 * another count than was left there, somebody has put it back meanwhile, as with pg_restore beside a gateway that runs.
 */
export interface CommitCounter {
  /** Has the database behind a connection counted on from here; `undefined` while it is not known what is behind it. */
  begin(kept: number | undefined): void;
  /**
   * Counts a transaction that has written something, in that transaction.
   *
   * @returns `false` if the database has another count than was left there. Nothing of that transaction may be kept.
   */
  beforeCommit(marks: Marks): Promise<boolean>;
  /** The transaction that was counted last is durable. */
  afterCommit(): void;
}

/** @param commits - The count outside of the database. */
export function createCommitCounter(commits: CommitCount): CommitCounter {
  let kept: number | undefined;
  let counted: number | undefined;
  return {
    begin(own) {
      kept = own;
    },
    async beforeCommit(marks) {
      counted = kept === undefined ? undefined : kept + 1;
      if (kept === undefined) return true;
      if (kept > 0) return marks.replace(COMMITS_MARK, String(kept), String(kept + 1));
      await marks.set(COMMITS_MARK, "1");
      return true;
    },
    afterCommit() {
      if (counted === undefined) return;
      kept = counted;
      commits.note(counted);
    },
  };
}

/** Names the mark with how many transactions a database has kept. */
export const COMMITS_MARK = "commits";
/** Where the count stands in a database. */
export const COMMITS = { table: "mark", name: COMMITS_MARK } as const;
/** As many as the largest count has. */
const DIGITS = 16;
