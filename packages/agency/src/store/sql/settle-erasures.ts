import type { Kysely } from "kysely";
import { AgencyError } from "../../setting/agency-error.ts";
import { ERASED_BEFORE } from "../erased-before.ts";
import type { ErasureEntry, StoreKeys } from "../keys/message-keys.ts";
import type { Tx } from "../ports.ts";
import type { Tables } from "./tables.ts";

/** Brings database, keys and journal into line. */
export interface Settlement {
  /**
   * Makes sure that the keys are those of the database.
   *
   * @throws AgencyError `GATEWAY_STORE_LOST`, `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`.
   */
  join(run: Run): Promise<void>;
  /** Erases again what the journal knows to be erased: a database that was restored may hold it once more. */
  start(run: Run): Promise<void>;
  /**
   * Journals the erasures that are durable in the database, and destroys their keys. Repeated after a kill. Destroys also what a file
   * of keys that was put back holds once more.
   */
  settle(run: Run): Promise<void>;
}

/** What a transaction works with. */
export interface Given {
  readonly db: Kysely<Tables>;
  readonly tx: Tx;
}

/** Runs the transactions of a store. */
export type Run = <T>(work: (given: Given) => Promise<T>) => Promise<T>;

/** Makes the settlement of stores that have these keys. */
export function createSettlement({
  keys,
  journal,
}: Pick<StoreKeys, "keys" | "journal">): Settlement {
  /** What is journalled, and whose keys could not be destroyed: it is tried again with each look at the store. */
  const journalled = new Set<string>();
  const settle = async (run: Run): Promise<void> => {
    for (;;) {
      const pending = await run(({ db }) =>
        db.selectFrom("erasing").selectAll().limit(PART).execute(),
      );
      if (pending.length === 0) return destroyAgain(keys, journal);
      const isUpToDate = journal.length === 0 || keys.seen === placeIn(journal);
      // In this order: what is journalled and not destroyed is destroyed after the next start.
      const added = pending.filter((one) => !journalled.has(nameOf(one)));
      if (added.length > 0) journal.add(added);
      for (const one of added) journalled.add(nameOf(one));
      const digests = pending.map(({ digest }) => digest);
      keys.destroy(digests, isUpToDate ? placeIn(journal) : undefined);
      await run(async ({ db, tx }) => {
        await db.deleteFrom("erasing").where("digest", "in", digests).execute();
        await tx.marks.set(JOURNAL_MARK, placeIn(journal));
      });
      for (const one of pending) journalled.delete(nameOf(one));
    }
  };

  /**
   * The keys that this database names must be here. One that names none is new, and takes these if they are new too: keys
   * that were used belong to another database, which is lost.
   */
  const join = (run: Run): Promise<void> =>
    run(async ({ tx }) => {
      const named = await tx.marks.get(KEYS_MARK);
      if (named === undefined) {
        if (keys.isUsed || journal.length > 0) {
          throw new AgencyError("GATEWAY_STORE_LOST", "the database is new, and its keys are not");
        }
        return tx.marks.set(KEYS_MARK, keys.begin());
      }
      if (keys.id === undefined) {
        throw new AgencyError("GATEWAY_KEYS_MISSING", `the database names the keys ${named}`);
      }
      if (keys.id !== named) {
        throw new AgencyError("GATEWAY_KEYS_DIFFER", `${keys.id} is not ${named}`);
      }
    });

  const replay = async (run: Run): Promise<void> => {
    const mark = await run(({ tx }) => tx.marks.get(JOURNAL_MARK));
    const [id, position] = mark?.split(" ") ?? [];
    const isKnown = id === journal.id && Number(position) <= journal.length;
    if (!isKnown) await journalAll(journal, run);
    for (let place = isKnown ? Number(position) : 0; place < journal.length; place += PART) {
      const entries = journal.since(place, PART);
      await run(({ tx }) => eraseAgain(tx, entries));
    }
    if (mark !== placeIn(journal))
      await run(({ tx }) => tx.marks.set(JOURNAL_MARK, placeIn(journal)));
  };
  return { settle, join, start: replay };
}

/** Destroys each key that the journal knows to be destroyed, behind the place up to which the file of keys has seen it. */
function destroyAgain(keys: StoreKeys["keys"], journal: StoreKeys["journal"]): void {
  const { seen } = keys;
  if (journal.length === 0 || seen === placeIn(journal)) return;
  const [id, position] = seen?.split(" ") ?? [];
  const isKnown = id === journal.id && Number(position) <= journal.length;
  try {
    for (let place = isKnown ? Number(position) : 0; place < journal.length; place += PART) {
      keys.destroy(journal.since(place, PART).map(({ digest }) => digest));
    }
    keys.destroy([], placeIn(journal));
  } catch (error) {
    // What is held can be read on a full disk. Maintenance comes here again.
    if ((error as { readonly code?: string }).code !== "GATEWAY_STORE_FULL") throw error;
  }
}

/** One erasure of a message: what came again is erased again. */
const nameOf = ({ digest, at }: ErasureEntry): string => `${digest} ${at}`;

const placeIn = ({ id, length }: StoreKeys["journal"]): string => `${id} ${length}`;

/** Erases what is held of a message, where a restored database holds it again, and records it: auditors ask when it was. */
async function eraseAgain(tx: Tx, entries: readonly ErasureEntry[]): Promise<void> {
  for (const { digest, at } of entries) {
    const draft = await tx.drafts.find(digest);
    if (draft?.state === "open") await tx.drafts.settle(digest, at);
    let isKnown = draft !== undefined;
    for (const box of [tx.outbox, tx.inbox]) {
      const held = await box.findByDigest(digest);
      isKnown ||= held !== undefined;
      if (held === undefined || held.erasedAt !== undefined) continue;
      await (box === tx.outbox ? tx.outbox.erase(digest, at) : tx.inbox.erase(digest, at));
      await tx.events.add({ kind: "erased", at, ref: digest });
    }
    // Its sender may bring it again, which counts it as taken in.
    if (!isKnown && !(await tx.events.has(ERASED_BEFORE, digest))) {
      await tx.events.add({ kind: ERASED_BEFORE, at, ref: digest });
    }
  }
}

/** Adds to a journal that this database has not been used with what the database knows to be erased. */
async function journalAll(journal: StoreKeys["journal"], run: Run): Promise<void> {
  for (const erasedIn of [erasedInBox("inbox"), erasedInBox("outbox"), settledDrafts]) {
    for (let after = 0; ; ) {
      const rows = await run(({ db }) => erasedIn(db, after));
      const last = rows.at(-1);
      if (last === undefined) break;
      journal.add(rows.map(({ digest, at }) => ({ digest, at: at ?? "" })));
      after = last.position;
    }
  }
}

/** What is erased of one table, behind a position. */
type ErasedIn = (
  db: Kysely<Tables>,
  after: number,
) => Promise<
  readonly { readonly position: number; readonly digest: string; readonly at: string | null }[]
>;

const erasedInBox =
  (box: "inbox" | "outbox"): ErasedIn =>
  (db, after) =>
    db
      .selectFrom(box)
      .select(["position", "digest", "erased_at as at"])
      .where("erased_at", "is not", null)
      .where("position", ">", after)
      .orderBy("position")
      .limit(PART)
      .execute();

/** Of a draft, the database knows no later time than that of its last change. */
const settledDrafts: ErasedIn = (db, after) =>
  db
    .selectFrom("draft")
    .select(["position", "id as digest", "changed_at as at"])
    .where("state", "<>", "open")
    .where("position", ">", after)
    .orderBy("position")
    .limit(PART)
    .execute();

/** Name of the mark with the set of keys that a database is encrypted with. */
export const KEYS_MARK = "keys";
/** Names the mark for the journal that a database is used with, and how far it has seen that. */
export const JOURNAL_MARK = "journal";
/** Most messages in one transaction. */
const PART = 500;
