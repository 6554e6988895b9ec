import type { DecodedMessage } from "@safepassage/schema";
import type { AgencyContext, FactContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxRow } from "../store/rows.ts";
import { askedBy } from "./awaited.ts";
import { readCorrected, rowsIn } from "./corrections-of.ts";
import type { Effect } from "./effect.ts";
import type { Passing } from "./exchange.ts";
import type { DayToAct } from "./overdue.ts";

const LOCATED = "personLocated";

/**
 * Notes that an answer says of somebody whom this agency looks for that she was located. The alert is not needed any more, and only
 * who sent it can cancel it.
 *
 * @param passing - A response that was accepted.
 * @param at - Now.
 * @see `docs/spec/children.md#found`
 */
export function locatedEffects(
  { facts }: Pick<FactContext, "facts">,
  { message, digest: code, other }: Passing,
  at: string,
): readonly Effect[] {
  if (!saysLocated(message)) return [];
  const ofType = { kind: "ofType", messageType: "alert" } as const;
  const alerts = rowsIn(facts, message.private["private.exchangeId"], { own: true, other }, ofType);
  return alerts.map(({ digest: ref }) => ({
    does: "event",
    event: { kind: LOCATED, at, ref, code },
    once: true,
    log: { event: LOCATED, ref, peer: other },
  }));
}

/** An alert is cancelled within a day after somebody has answered that the person was located. */
export const ALERT_CANCELLED: DayToAct = {
  event: LOCATED,
  alarm: "alertStands",
  mark: "alertsLookedAtUpTo",
  about: ({ ref = "" }) => ref,
  isDone: async (context, tx, digest) => {
    const alert = await tx.outbox.findByDigest(digest);
    return alert === undefined || (await showLocated(context, tx, alert)).located === undefined;
  },
};

/** Which answer says that a person was located, and when it came; nothing if the alert on her does not stand any more. */
export async function showLocated(
  context: AgencyContext,
  tx: Tx,
  { digest, messageType, recipient, erasedAt, erasureAskedAt }: OutboxRow,
): Promise<{ readonly located?: { readonly at: string; readonly by: string } }> {
  if (messageType !== "alert" || erasedAt !== undefined || erasureAskedAt !== undefined) return {};
  const [noted] = await tx.events.about(LOCATED, digest);
  if (noted?.code === undefined) return {};
  const { at, code: by } = noted;
  const answer = await tx.inbox.findByDigest(by);
  const holds = await workOutIn(context, tx, (facts) => {
    // Its author may have taken it back, or corrected it. Where it is erased for its age, what it said still holds.
    if (askedBy(facts, by, { own: false, other: recipient }) !== undefined) return false;
    const said = answer && readCorrected(facts, answer);
    return said === undefined || saysLocated(said.message);
  });
  return holds ? { located: { at, by } } : {};
}

const saysLocated = ({ body }: DecodedMessage): boolean =>
  Object.values(body).some(({ leaves }) =>
    leaves.some(({ f, v }) => f === "alert.located" && v === true),
  );
