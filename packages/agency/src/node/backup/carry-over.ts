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
}

/** Finds out, as a copy is read, what the database before knew beside it. */
export interface CarryOver {
  /** Looks at a row of the copy. */
  see(table: TableName, row: BackupRow): void;
  /** Officers whom the copy would let in again, as rows of their table. */
  locks(): readonly BackupRow[];
  lost(since: string): Lost;
}

/** Begins to compare a copy with the database that it replaces. */
export function createCarryOver({ locked, asked }: Before): CarryOver {
  const lacking = new Map(locked.map((row) => [row["name"], row]));
  const wanted = new Set<unknown>(asked.map(({ digest }) => digest));
  const [held, before] = [new Set<unknown>(), new Set<unknown>()];
  return {
    see(table, row) {
      if (table === "locked_officer") lacking.delete(row["name"]);
      if (table === "outbox" && wanted.has(row["digest"])) held.add(row["digest"]);
      if (table === "event" && row["kind"] === "erasureRequested") before.add(row["ref"]);
    },
    locks: () => [...lacking.values()],
    lost: (since) => ({
      since,
      withdrawals: asked
        .map(({ digest }) => digest)
        .filter((digest) => held.has(digest) && !before.has(digest)),
      unknown: asked.filter(({ digest }) => !held.has(digest)),
    }),
  };
}
