import { erasedBy } from "@safepassage/history";
import { correctionGroups } from "@safepassage/validator";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { InboxRow, OutboxRow } from "../../store/rows.ts";
import type { Effect } from "../shared/effect.ts";
import { hasTaken } from "../shared/join-receipts.ts";
import type { Passing } from "./exchange.ts";

/** What became of a message that this agency has passed on. */
type Changed = "erased" | "corrected";

/** The messages of this agency, in whatever exchange, that name one as their source. Nobody else knows of them. */
export function passedOn(
  { facts }: Pick<FactContext, "facts">,
  { digest }: Pick<InboxRow, "digest">,
  limit: number,
): readonly OutboxRow[] {
  const key = { kind: "source", key: digest } as const;
  return facts.history
    .digestsUnder(key, limit, { own: true })
    .flatMap((one) => facts.outbox.findByDigest(one) ?? []);
}

/**
 * Raises an alarm where the sender of a message has changed it, and this agency has passed it on: a person has to tell those who have
 * it. Once a day for each message, and what became of it.
 *
 * @param row - As it was before.
 * @param at - Now.
 * @see GDPR Article 19, LED Article 16(6)
 */
export function sourceChanged(
  context: Pick<FactContext, "facts">,
  { digest: ref, sender }: Pick<InboxRow, "digest" | "sender">,
  code: Changed,
  at: string,
): readonly Effect[] {
  const elsewhere = passedOn(context, { digest: ref }, MOST_LISTED).filter(
    (row) => row.recipient !== sender && mayHold(context, row),
  );
  if (elsewhere.length === 0) return [];
  const told = context.facts.events.about(SOURCE_CHANGED, ref);
  const isTold = told.some((one) => one.code === code && dayOf(one.at) === dayOf(at));
  if (isTold) return [];
  return [{ does: "event", event: { kind: SOURCE_CHANGED, at, ref, code } }, { does: "announce" }];
}

/** As {@link sourceChanged}, of each message that a correction received changes and does not erase. */
export function sourcesCorrected(
  context: Pick<FactContext, "facts">,
  { message, other }: Passing,
  at: string,
): readonly Effect[] {
  const erased = new Set(erasedBy(message));
  const named = correctionGroups(message.body).flatMap(({ targets }) =>
    targets.map((target) => target.message),
  );
  return [...new Set(named)].flatMap((digest) => {
    const row = context.facts.inbox.findByDigest(digest);
    if (row?.sender !== other || erased.has(digest)) return [];
    return sourceChanged(context, row, "corrected", at);
  });
}

/** Digests of the messages in which this agency has passed on one that it received, oldest first; at most 256. */
export const showPassedOn = (
  context: AgencyContext,
  tx: Tx,
  row: Pick<InboxRow, "digest">,
): Promise<readonly string[]> =>
  workOutIn(context, tx, (facts) => passedOn(facts, row, MOST_LISTED).map(({ digest }) => digest));

/** Whether the recipient of a message may hold it, and nobody has asked for its erasure. */
export function mayHold({ facts }: Pick<FactContext, "facts">, row: OutboxRow): boolean {
  if (row.certificate !== undefined || facts.events.has("erasureRequested", row.digest))
    return false;
  const isOnItsWay = row.state === "queued" || row.state === "sending";
  return hasTaken(row) || isOnItsWay || (row.state === "expired" && row.posted);
}

const dayOf = (instant: string): string => instant.slice(0, "2026-11-24".length);

const SOURCE_CHANGED = "sourceChanged";
/** More than a person looks at. */
export const MOST_LISTED = 256;
