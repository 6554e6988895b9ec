import { toInstant } from "@safepassage/core";
import type { ActKind } from "../../effects/shared/acts.ts";
import { COMMITS_MARK, type CommitCount, type CommitCounter } from "../keys/commit-count.ts";
import { PERHAPS_POSTED, WAITING } from "../perhaps-posted.ts";
import type { Tx } from "../ports.ts";
import type { Given, Run } from "./settle-erasures.ts";

/** What is known of a database that was put back to an earlier state. */
export interface EarlierState {
  /** When it was found. Instant. */
  readonly found: string;
  /** The newest time in the database. What came later is lost. Instant; left out if the database has no time. */
  readonly since?: string;
  /** How many transactions are lost; on a server at most, since it leaves out some counts. */
  readonly lost: number;
}

/**
 * Takes up the database behind a new connection. If it has kept fewer transactions than are known outside of it, that is noted in
 * it: as a mark until a person confirms it, and among the acts for good. If it has kept more, its server has never confirmed that:
 * it may wait for a standby, which lacks it still. Then nothing is read before the server has confirmed a write that comes later.
 *
 * Behind each connection to a server may be a standby that was promoted, and behind the next one the server from before. So the
 * first count behind each is one that no other database has.
 *
 * @param commits - The count outside of the database.
 * @param counter - Counts on from what the database has kept, with this.
 * @param isOnServer - Whether a commit may be seen before it is confirmed.
 */
export async function takeUp(
  run: Run,
  commits: CommitCount,
  counter: CommitCounter,
  isOnServer: boolean,
): Promise<void> {
  counter.begin(undefined);
  const { kept, isDrawn } = await run(async (given) => {
    const kept = Number((await given.tx.marks.get(COMMITS_MARK)) ?? 0);
    const lost = commits.known - kept;
    if (lost > 0) {
      await noteEarlier(given.tx, { lost, since: await newestIn(given) });
      const waiting = given.db.updateTable("outbox").where("state", "=", WAITING);
      await waiting.set(PERHAPS_POSTED).execute();
    }
    // What only reads must work on a server that takes no writes.
    if (!isOnServer || lost === 0) return { kept, isDrawn: false };
    const drawn = commits.draw(kept);
    await given.tx.marks.set(COMMITS_MARK, String(drawn));
    return { kept: drawn, isDrawn: true };
  });
  if (isDrawn) commits.note(kept);
  counter.begin(kept, isOnServer && !isDrawn);
}

/** The newest time that a database knows: of what it tells others, of its record, or when its program last looked at the clock. */
async function newestIn({ db, tx }: Given): Promise<string | undefined> {
  const last = (table: "change" | "event") =>
    db.selectFrom(table).select("at").orderBy("position", "desc").limit(1).executeTakeFirst();
  const clock = JSON.parse((await tx.marks.get("clock")) ?? "{}") as { readonly seen?: string };
  return [(await last("change"))?.at, (await last("event"))?.at, clock.seen]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
}

async function noteEarlier(
  { marks, events }: Tx,
  { lost, since }: { readonly lost: number; readonly since: string | undefined },
): Promise<void> {
  const found = toInstant(new Date());
  const state: EarlierState = { found, lost, ...(since !== undefined && { since }) };
  await marks.set(EARLIER_MARK, JSON.stringify(state));
  const kind: ActKind = "databaseEarlier";
  await events.add({ kind, at: found, ...(since !== undefined && { code: since }) });
}

/** Whether marks of a database say that it was put back to an earlier state. @param known - The count outside of it. */
export const isEarlierState = (
  marks: Readonly<Record<string, string | undefined>>,
  known: number,
): boolean => Boolean(marks[EARLIER_MARK]) || Number(marks[COMMITS_MARK] ?? 0) < known;

/** Reads whether the database was put back to an earlier state, and nobody has confirmed that yet. */
export async function readEarlierState({
  marks,
}: Pick<Tx, "marks">): Promise<EarlierState | undefined> {
  const mark = await marks.get(EARLIER_MARK);
  return mark ? (JSON.parse(mark) as EarlierState) : undefined;
}

/** Has a database go on in an earlier state, and records that a person wants it so. */
export async function confirmEarlierState({ marks, events }: Tx, at: string): Promise<void> {
  await marks.set(EARLIER_MARK, "");
  await events.add({ kind: "databaseConfirmed" satisfies ActKind, at });
}

/** Names the mark with an {@link EarlierState}; empty once a person has confirmed it. */
const EARLIER_MARK = "earlier";
