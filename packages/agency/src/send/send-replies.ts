import { ProtocolError, toInstant } from "@safepassage/core";
import { carryOut, type Effect } from "../effects/effect.ts";
import { composeReply } from "../effects/reply.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { StoredReply } from "../store/rows.ts";
import { pauseAfter } from "./pause.ts";
import { prepareDraft, queueing, signPrepared } from "./queue.ts";

/**
 * Prepares and signs the messages in return that are due, and puts them in the outbox. One that cannot be sent now, as
 * its recipient is not in the registry, is tried again with growing pauses, for about 40 days.
 *
 * @throws AggregateError of what failed for a reason of our own, when all have been tried.
 */
export async function sendReplies(context: AgencyContext): Promise<void> {
  const { store, clock } = context;
  const due = await store.transaction((tx) => tx.replies.due(clock.now().getTime(), PART));
  const bugs: unknown[] = [];
  for (const { id } of due) {
    // One correction may have hundreds of certificates: requests are answered between two of them.
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      await sendReply(context, id);
    } catch (error) {
      await postpone(context, id, error instanceof ProtocolError ? error.code : "INTERNAL");
      if (!(error instanceof ProtocolError)) bugs.push(error);
    }
  }
  if (bugs.length > 0) throw new AggregateError(bugs, "a message in return could not be signed");
}

async function sendReply(context: AgencyContext, id: string): Promise<void> {
  const { reach } = context;
  reach("reply.before-store");
  await carryOut(context, async (tx) => {
    const reply = await tx.replies.find(id);
    // Another round, begun meanwhile, was faster.
    if (reply === undefined) return { effects: [], value: undefined };
    const draft = composeReply(context, reply);
    // It holds digests and no data: it draws on no message.
    const known = { sources: [] };
    const prepared = await prepareDraft(context, tx, draft, "asIs", known);
    const row = await signPrepared(context, tx, prepared, known);
    return { effects: [...queueing(row), { does: "replied", id }], value: undefined };
  });
  reach("reply.after-store");
}

/** Notes a failure: the data is erased in any case, and the operator sees that nobody was told yet. */
function postpone(context: AgencyContext, id: string, code: string): Promise<void> {
  const at = toInstant(context.clock.now());
  return carryOut(context, async (tx) => {
    const reply = await tx.replies.find(id);
    const effects = reply === undefined ? [] : failureOf(context, reply, { code, at });
    return { effects, value: undefined };
  });
}

function failureOf(
  context: AgencyContext,
  { id, about, attempts }: StoredReply,
  { code, at }: { readonly code: string; readonly at: string },
): readonly Effect[] {
  const log = { event: "certificateFailed", ref: about, code };
  const event = { kind: "certificateFailed", at, code, ref: about };
  const noted: Effect = { does: "event", event, once: true, log };
  if (attempts + 1 < MOST_ATTEMPTS) {
    return [noted, { does: "postpone", id, pause: pauseAfter(context, attempts + 1) }];
  }
  const end = { kind: "certificateGivenUp", at, code, ref: about };
  return [noted, { does: "replied", id }, { does: "event", event: end, once: true }];
}

/** Replies that are taken up at once. */
const PART = 64;
/** With pauses of an hour at most, some 40 days. */
const MOST_ATTEMPTS = 1000;
