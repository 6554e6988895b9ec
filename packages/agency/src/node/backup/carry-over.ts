import type { ActKind } from "../../effects/acts.ts";
import type { Asked, Before } from "../../store/backup/before.ts";
import type { BackupRow } from "../../store/backup/format.ts";
import type { TableName } from "../../store/sql/table-names.ts";

/** What the database before knew, and the copy does not. */
export interface Lost {
  /** The time of the copy: what came after it is lost. Instant. */
  readonly since: string;
  /** Digests of messages that were withdrawn after the copy: their withdrawals have to be submitted again. */
  readonly withdrawals: readonly string[];
  /** Messages that were sent and withdrawn after the copy: nobody here knows them any more. */
  readonly unknown: readonly Asked[];
  /** Messages and corrections that were submitted after the copy, and not delivered: nobody has them, unless they were on their way. */
  readonly undelivered: readonly Asked[];
  /** Corrections that were sent after the copy: their recipients have them, and nobody here. */
  readonly corrections: readonly Asked[];
}

/** Finds out, as a copy is read, what the database before knew beside it. */
export interface CarryOver {
  /** Looks at a row of the copy. */
  see(table: TableName, row: BackupRow): void;
  /** Officers whom the copy would let in again, as rows of their table. */
  locks(): readonly BackupRow[];
  /** Who has read what since the copy, as rows of the events that stand behind all of the copy. */
  readings(): readonly BackupRow[];
  /** The record of the restore itself, behind all others. @param since - The time of the copy. */
  act(at: string, since: string): BackupRow;
  lost(since: string): Lost;
}

/** Begins to compare a copy with the database that it replaces. */
export function createCarryOver(known: Before): CarryOver {
  const { locked, asked, waiting, corrections, readings } = known;
  const lacking = new Map(locked.map((row) => [row["name"], row]));
  const wanted = new Set<unknown>(
    [...asked, ...waiting, ...corrections].map(({ digest }) => digest),
  );
  const read = new Map(readings.map((row) => [keyOf(row), row]));
  let last = 0;
  const [held, before] = [new Set<unknown>(), new Set<unknown>()];
  const isLost = ({ digest }: Asked): boolean => !held.has(digest);
  return {
    see(table, row) {
      if (table === "locked_officer") lacking.delete(row["name"]);
      if (table === "outbox" && wanted.has(row["digest"])) held.add(row["digest"]);
      if (table !== "event") return;
      if (row["kind"] === "erasureRequested") before.add(row["ref"]);
      read.delete(keyOf(row));
      last = Math.max(last, Number(row["position"]));
    },
    locks: () => [...lacking.values()],
    readings: () =>
      [...read.values()].map((row, index) => ({ ...row, position: last + 1 + index })),
    act: (at, since) => ({
      ...{ position: last + read.size + 1, kind: "databaseRestored" satisfies ActKind },
      ...{ at, code: since },
    }),
    lost: (since) => ({
      since,
      withdrawals: asked
        .map(({ digest }) => digest)
        .filter((digest) => held.has(digest) && !before.has(digest)),
      unknown: asked.filter(isLost),
      undelivered: waiting.filter(isLost),
      corrections: corrections.filter(isLost),
    }),
  };
}

/** The same for the same act. Who did it is encrypted each time anew. */
const keyOf = ({ kind, at, code, ref, role, actor }: BackupRow): string =>
  JSON.stringify([kind, at, code, ref, role, actor].map((one) => one ?? null));
