import type { ActKind } from "../../effects/shared/acts.ts";
import type { Asked, Before, Held, Recalled } from "../../store/backup/before.ts";
import type { BackupRow } from "../../store/backup/format.ts";
import { PERHAPS_POSTED, WAITING } from "../../store/perhaps-posted.ts";
import type { TableName } from "../../store/sql/table-names.ts";

/** What the database before knew, and the copy does not. */
export interface Lost {
  /** The time of the copy: what came after it is lost. Instant. */
  readonly since: string;
  /** Digests of messages that were withdrawn, cancelled or recalled after the copy: that has to be submitted again. */
  readonly withdrawals: readonly string[];
  /** Messages that were sent and withdrawn after the copy: nobody here knows them any more. */
  readonly unknown: readonly Asked[];
  /** Messages and corrections that were submitted after the copy and had no receipt: nobody has them, unless they were on their way. */
  readonly undelivered: readonly Asked[];
  /** Corrections that were sent after the copy: their recipients have them, and nobody here. */
  readonly corrections: readonly Asked[];
  /** Other messages that were sent after the copy: their recipients have them, and nobody here knows them. Newest first. */
  readonly delivered: readonly Asked[];
}

/** Finds out, as a copy is read, what the database before knew beside it. */
export interface CarryOver {
  /** @param at - When the copy was begun. Instant. */
  begin(at: string): void;
  /** Looks at a row of the copy. */
  see(table: TableName, row: BackupRow): void;
  /** A row of the copy as it has to be now: what waits counts as posted, unless it was recalled since, and is held as long as was decided since. */
  bringUpToNow(table: TableName, row: BackupRow): BackupRow;
  /** Officers whom the copy would let in again, as rows of their table. */
  locks(): readonly BackupRow[];
  /**
   * Who has read what since the copy, which consents were withdrawn, and how long what is in it is held, as rows of the events that
   * stand behind all of the copy.
   */
  acts(): readonly BackupRow[];
  /** How many readings and searches are among {@link acts}, and decisions on how long data are held. */
  count(): { readonly readings: number; readonly terms: number };
  /** The record of the restore itself, behind all others. @param since - The time of the copy. */
  act(at: string, since: string): BackupRow;
  lost(since: string): Lost;
}

/** Begins to compare a copy with the database that it replaces. */
export function createCarryOver(known: Before): CarryOver {
  const { locked, waiting, corrections, delivered, readings, terms, ended } = known;
  const recalled = new Map(known.recalled.map((one) => [one.digest, one]));
  const posted = known.recalled.filter(({ isUnsent }) => !isUnsent);
  const asked = [...new Map([...known.asked, ...posted].map((one) => [one.digest, one])).values()];
  const lacking = new Map(locked.map((row) => [row["name"], row]));
  const wanted = new Set<unknown>([
    ...[...asked, ...waiting, ...corrections, ...delivered].map(({ digest }) => digest),
    ...terms.map(({ ref }) => ref),
  ]);
  let heldNow = new Map<string, Held>();
  const since = new Map([...readings, ...terms, ...ended].map((row) => [keyOf(row), row]));
  let last = 0;
  const [held, before] = [new Set<unknown>(), new Set<unknown>()];
  const isLost = ({ digest }: Asked): boolean => !held.has(digest);
  const [isRead, isTerm] = [new Set(readings), new Set(terms)];
  const acts = (): readonly BackupRow[] =>
    [...since.values()]
      // What became of a message that is lost has to be decided anew.
      .filter((row) => !isTerm.has(row) || held.has(row["ref"]))
      .toSorted((a, b) => Number(a["position"]) - Number(b["position"]));
  return {
    begin(at) {
      // The database before may be the earlier one: it knows only what was decided there since the copy.
      const decided = new Set(
        terms.filter((term) => String(term["at"]) >= at).map(({ ref }) => ref),
      );
      const exchanges = new Set(
        known.held.filter(({ digest }) => decided.has(digest)).map(({ exchange }) => exchange),
      );
      const later = known.held.filter(({ exchange }) => exchanges.has(exchange));
      heldNow = new Map(later.map((one) => [`${one.box} ${one.digest}`, one]));
    },
    see(table, row) {
      if (table === "locked_officer") lacking.delete(row["name"]);
      if ((table === "outbox" || table === "inbox") && wanted.has(row["digest"])) {
        held.add(row["digest"]);
        // Of tables of an earlier version the events say it.
        if (typeof row["asked_at"] === "string") before.add(row["digest"]);
      }
      if (table !== "event") return;
      if (row["kind"] === "erasureRequested") before.add(row["ref"]);
      since.delete(keyOf(row));
      last = Math.max(last, Number(row["position"]));
    },
    bringUpToNow(table, row) {
      const isWaiting = table === "outbox" && row["state"] === WAITING;
      const now = heldNow.get(`${table} ${row["digest"]}`);
      return {
        ...row,
        ...(isWaiting && waitingNow(row, recalled.get(String(row["digest"])))),
        ...(now && { erase_by: now.eraseBy }),
        // Tables of an earlier version do not have it.
        ...(now && "review_by" in row && { review_by: now.reviewBy }),
      };
    },
    locks: () => [...lacking.values()],
    acts: () => acts().map((row, index) => ({ ...row, position: last + 1 + index })),
    count() {
      const all = acts();
      const countIn = (rows: ReadonlySet<BackupRow>) => all.filter((row) => rows.has(row)).length;
      return { readings: countIn(isRead), terms: countIn(isTerm) };
    },
    act: (at, from) => ({
      ...{ position: last + acts().length + 1, kind: "databaseRestored" satisfies ActKind },
      ...{ at, code: from },
    }),
    lost: (from) => ({
      since: from,
      withdrawals: asked
        .map(({ digest }) => digest)
        .filter((digest) => held.has(digest) && !before.has(digest)),
      unknown: asked.filter(isLost),
      undelivered: waiting.filter(isLost),
      corrections: corrections.filter(isLost),
      delivered: delivered.filter(isLost),
    }),
  };
}

/** What becomes of a message that waits in the copy. What was recalled since is not sent any more. */
function waitingNow(row: BackupRow, recalled: Recalled | undefined): BackupRow {
  // Tables of an earlier version do not have it.
  const asked = recalled && "asked_at" in row ? { asked_at: recalled.askedAt } : {};
  return { ...(recalled?.isUnsent === true ? { state: "unsent" } : PERHAPS_POSTED), ...asked };
}

/** The same for the same act. Who did it is encrypted each time anew. */
const keyOf = ({ kind, at, code, ref, role, actor }: BackupRow): string =>
  JSON.stringify([kind, at, code, ref, role, actor].map((one) => one ?? null));
