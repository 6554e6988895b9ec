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
  /**
   * Draws a count above each that any transaction of this gateway may have, also one that a server has kept and never
   * confirmed. So two databases that have gone on from one state never look alike, whichever has kept more.
   *
   * @param kept - What the database at hand has kept.
   */
  draw(kept: number): number;
  /** Notes it again, where its file was removed or replaced, or has an earlier count. */
  keep(): void;
  close(): void;
}

/**
 * Opens the file of a count, a decimal number, and below it the one that was drawn last. It is made when the first count is noted.
 *
 * A note survives a kill. Nobody waits for the disk: after a power cut it may be an earlier one, and then an earlier state
 * may pass unseen. Where it cannot be written, the same holds, and the file of keys says what is wrong with the disk.
 */
export function openCommitCount(path: string): CommitCount {
  let { known, drawn } = readCounts(path);
  let file: number | undefined;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const write = (): void => {
    try {
      if (file === undefined) makeFile(path);
      file ??= openSync(path, "r+");
      writeSync(file, textOf({ known, drawn }), 0);
    } catch {
      // What is known is known in this process all the same.
    }
  };
  const keep = (): void => {
    // One that was never written has nothing to keep.
    if (file === undefined || isIn(path, { known, drawn })) return;
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
    draw(kept) {
      // A transaction that was not confirmed has the count that was drawn last, or the next one.
      drawn = Math.max(drawn, known + 1, kept) + 1;
      write();
      return drawn;
    },
    keep,
    close() {
      keep();
      close();
    },
  };
}

/** What the file of a count holds. */
interface Counts {
  readonly known: number;
  /** 0 if none was drawn. */
  readonly drawn: number;
}

const textOf = ({ known, drawn }: Counts): string =>
  (drawn === 0 ? [known] : [known, drawn])
    .map((count) => `${String(count).padStart(DIGITS, "0")}\n`)
    .join("");

/** Whether a file holds these counts. */
function isIn(path: string, counts: Counts): boolean {
  try {
    return textOf(readCounts(path)) === textOf(counts);
  } catch {
    return false;
  }
}

/**
 * Reads the count from its file, which another program may be writing. Without a file it is 0.
 *
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export const readCommitCount = (path: string): number => readCounts(path).known;

function readCounts(path: string): Counts {
  if (!existsSync(path)) return { known: 0, drawn: 0 };
  try {
    const text = readFile(path).toString("latin1");
    const [, known = "0", drawn = "0"] = /^(\d{16})\n(?:(\d{16})\n)?$/.exec(text) ?? [];
    return { known: Number(known), drawn: Number(drawn) };
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/**
 * Forgets a count: the database that comes next is an earlier one, and somebody wants it so. What was drawn stays: another
 * database may still have it.
 */
export function forgetCommitCount(path: string): void {
  const { known, drawn } = readCounts(path);
  if (drawn === 0) {
    rmSync(path, { force: true });
    return;
  }
  // Over what it held, of the same length: one that is broken off leaves no empty file.
  const file = openSync(path, "r+");
  try {
    writeSync(file, textOf({ known: 0, drawn: Math.max(drawn, known + 1) }), 0);
  } finally {
    closeSync(file);
  }
}

/**
 * Counts the transactions of a database that write something, in it and outside of it. Nobody else counts in it: where it has
 * another count than was left there, somebody has put it back meanwhile, as with pg_restore beside a gateway that runs.
 */
export interface CommitCounter {
  /**
   * Has the database behind a connection counted on from here; `undefined` while it is not known what is behind it.
   *
   * @param draws - Whether the next transaction gets a count that no other database can have.
   */
  begin(kept: number | undefined, draws?: boolean): void;
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
  let isToDraw = false;
  return {
    begin(own, draws = false) {
      kept = own;
      isToDraw = draws;
    },
    async beforeCommit(marks) {
      counted = undefined;
      if (kept === undefined) return true;
      counted = isToDraw ? commits.draw(kept) : kept + 1;
      if (kept > 0) return marks.replace(COMMITS_MARK, String(kept), String(counted));
      await marks.set(COMMITS_MARK, String(counted));
      return true;
    },
    afterCommit() {
      if (counted === undefined) return;
      kept = counted;
      isToDraw = false;
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
