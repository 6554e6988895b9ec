import { onlyErases } from "@safepassage/history";
import { isWarning } from "../../effects/warning/quarantine.ts";
import { namedBy } from "../../history/known.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";
import { isRecalled } from "./recalled.ts";

/** Whether a message is still on its way. */
export const isOpen = ({ state }: OutboxRow): boolean => state === "queued" || state === "sending";

/**
 * Whether a message answers, changes or corrects one of this agency that is still on its way. A recipient that does not
 * hold that one refuses this one for good. It is tried again when the other one is.
 *
 * What only erases waits for nothing: it is carried out on arrival of what it names.
 */
export async function waitsForOther(
  { clock }: AgencyContext,
  tx: Tx,
  row: OutboxRow,
): Promise<boolean> {
  const { outbox } = tx;
  if (row.content === undefined || !isOpen(row) || Date.parse(row.deliverBy) <= +clock.now()) {
    return false;
  }
  const { id, recipient, state } = row;
  const { message } = row.content;
  const answered = message.private["private.inReplyTo"];
  if (answered === undefined || onlyErases(message) || isWarning(message)) return false;
  const named = [
    await outbox.find(answered),
    ...(await Promise.all(namedBy(message).map((digest) => outbox.findByDigest(digest)))),
  ];
  const ahead: OutboxRow[] = [];
  for (const one of named) {
    if (one?.recipient !== recipient || !isOpen(one) || one.content === undefined) continue;
    // What is sent no more is waited for by nobody: only its deadline ends it.
    if (!(await isRecalled(tx, one))) ahead.push(one);
  }
  // One that has not failed yet is under way now: this one stays due.
  const [last] = ahead
    .filter(({ lastError }) => lastError !== undefined)
    .toSorted((one, other) => other.nextAttempt - one.nextAttempt);
  // Whatever ends its pause ends this one too: the recipient is back, or the clock, which was ahead, is set right.
  if (last !== undefined) {
    const { nextAttempt, pausedAt, lastError = null } = last;
    await outbox.change(id, { state, nextAttempt, pausedAt, lastError });
  }
  return ahead.length > 0;
}
