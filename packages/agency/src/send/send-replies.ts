import { ProtocolError, toInstant } from "@safepassage/core";
import { carryOut, type Effect } from "../effects/effect.ts";
import { composeReply } from "../effects/reply.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { StoredReply } from "../store/rows.ts";
import { pauseAfter } from "./pause.ts";
import { prepareDraft, signPrepared } from "./queue.ts";

/**
 * Prepares and signs the messages in return that are due, and puts them in the outbox. One that cannot be sent now, as
 * its recipient is not in the registry, is tried again with growing pauses.
 */
export async function sendReplies(context: AgencyContext): Promise<void> {
  const { store, clock } = context;
  const due = await store.transaction((tx) => tx.replies.due(clock.now().getTime(), PART));
  for (const reply of due) {
    try {
      await sendReply(context, reply);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await postpone(context, reply, error.code);
    }
  }
}

function sendReply(context: AgencyContext, reply: StoredReply): Promise<void> {
  return carryOut(context, async (tx) => {
    const draft = composeReply(context, reply);
    // It holds digests and no data: it draws on no message.
    const known = { sources: [] };
    const prepared = await prepareDraft(context, tx, draft, "asIs", known);
    const row = await signPrepared(context, tx, prepared, known);
    const effects: readonly Effect[] = [
      { does: "queue", row },
      { does: "replied", id: reply.id },
      { does: "log", event: { event: "queued", ref: row.digest, peer: row.recipient } },
    ];
    return { effects, value: undefined };
  });
}

/** Notes a failure: the data is erased in any case, and the operator sees that nobody was told yet. */
function postpone(context: AgencyContext, reply: StoredReply, code: string): Promise<void> {
  const { store, clock } = context;
  const event = { kind: "certificateFailed", at: toInstant(clock.now()), code, ref: reply.about };
  return store.transaction(async (tx) => {
    await tx.replies.postpone(reply.id, pauseAfter(context, reply.attempts + 1));
    if (!(await tx.events.has(event.kind, event.ref))) await tx.events.add(event);
  });
}

/** Replies that are taken up at once. */
const PART = 64;
