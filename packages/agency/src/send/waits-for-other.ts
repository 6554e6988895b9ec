import { onlyErases } from "@safepassage/history";
import { isWarning } from "../effects/quarantine.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxRow } from "../store/rows.ts";
import { namedBy } from "./queue.ts";
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
  { outbox }: Tx,
  row: OutboxRow,
): Promise<boolean> {
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
  const now = clock.now().getTime();
  const ahead: OutboxRow[] = [];
  for (const one of named) {
    if (one?.recipient !== recipient || !isOpen(one) || one.content === undefined) continue;
    // What its recipient is asked to erase is sent no more, and takes no other message's turn.
    if (!(await isRecalled({ outbox }, one))) ahead.push(one);
  }
  // One that has not failed, and waits for nothing, is under way now: this one stays due.
  const paused = ahead.filter(
    (one) => one.lastError !== undefined || (one.state === "queued" && one.nextAttempt > now),
  );
  if (paused.length > 0) {
    const nextAttempt = Math.max(...paused.map((one) => one.nextAttempt));
    await outbox.change(id, { state, nextAttempt, pausedAt: now });
  }
  return ahead.length > 0;
}
