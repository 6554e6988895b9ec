import { ProtocolError, toInstant } from "@safepassage/core";
import { carryOut, type Effect } from "../../effects/shared/effect.ts";
import { composeReply } from "../../effects/shared/reply.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { StoredReply } from "../../store/rows.ts";
import { queueing, signDraft } from "../queue/queue.ts";
import { certificateEvent } from "./certificate-events.ts";
import { pauseAfter } from "./pause.ts";

/**
 * Prepares and signs the replies that are due, and puts them in the outbox. If one cannot be sent now, such as when its
 * recipient is not in the registry, it is tried again with growing pauses, for about 40 days; one that the rules refuse, not longer than
 * the message would have been held. While the clock is in doubt they
 * wait: a certificate states times, and one with a wrong time proves nothing. Returns how many were due.
 *
 * @throws AggregateError of this program's own failures, after all replies have been tried.
 */
export async function sendReplies(context: AgencyContext): Promise<number> {
  const { store, clock, clockWatch } = context;
  if (!(await clockWatch.isPlausible())) return 0;
  const due = await store.transaction((tx) => tx.replies.due(clock.now().getTime(), PART));
  const bugs: unknown[] = [];
  for (const { id } of due) {
    // One correction may cause hundreds of certificates: requests are answered in between.
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      await context.observe({ name: "reply" }, () => sendSettled(context, id));
    } catch (error) {
      await postpone(context, id, error instanceof ProtocolError ? error.code : "INTERNAL");
      if (!(error instanceof ProtocolError)) bugs.push(error);
    }
  }
  if (bugs.length > 0) throw new AggregateError(bugs, "a reply could not be signed");
  return due.length;
}

/** A certificate says that the key of a message is destroyed. If it is not yet, that is done first. */
async function sendSettled(context: AgencyContext, id: string): Promise<void> {
  if (await sendReply(context, id)) return;
  await context.store.scrub();
  await sendReply(context, id);
}

/** Returns false, and sends nothing, if the message that the reply is about is still to be destroyed. */
function sendReply(context: AgencyContext, id: string): Promise<boolean> {
  return carryOut(context, async (tx) => {
    const reply = await tx.replies.find(id);
    // Another round was faster.
    if (reply === undefined) return { effects: [], value: true };
    if (await tx.erasures.isPending(reply.about)) return { effects: [], value: false };
    const draft = composeReply(context, reply);
    // It holds digests only, so it draws on no message.
    const { row } = await signDraft(context, tx, draft, { known: { sources: [] } });
    const effects: readonly Effect[] = [...queueing(row), { does: "replied", id }];
    return { effects, value: true, step: "reply.store" };
  });
}

/** Records a failure. The data is erased already; the operator sees that the other side does not know yet. */
function postpone(context: AgencyContext, id: string, code: string): Promise<void> {
  const at = toInstant(context.clock.now());
  return carryOut(context, async (tx) => {
    const reply = await tx.replies.find(id);
    if (reply === undefined) return { effects: [], value: undefined };
    const isOver = code === REFUSED && (await isPastDay(tx, reply.about, at));
    return { effects: failureOf(context, reply, { code, at, isOver }), value: undefined };
  });
}

/** Whether the day of a message is over. Then nobody waits for its certificate, and no exchange is open that it could be sent in. */
async function isPastDay({ inbox, outbox }: Tx, digest: string, at: string): Promise<boolean> {
  const row = (await inbox.findByDigest(digest)) ?? (await outbox.findByDigest(digest));
  return row !== undefined && row.eraseBy < at.slice(0, DAY);
}

function failureOf(
  context: AgencyContext,
  { id, about, attempts }: StoredReply,
  { code, at, isOver }: { readonly code: string; readonly at: string; readonly isOver: boolean },
): readonly Effect[] {
  const unsent = { about, code, at };
  const noted = certificateEvent("certificateFailed", unsent);
  if (attempts + 1 < MOST_ATTEMPTS && !isOver) {
    return [noted, { does: "postpone", id, pause: pauseAfter(context, attempts + 1) }];
  }
  return [noted, { does: "replied", id }, certificateEvent("certificateGivenUp", unsent)];
}

const PART = 64;
/** The rules refuse it, as they would refuse it tomorrow. */
const REFUSED = "GATEWAY_DRAFT_REFUSED";
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
/** About 40 days, with pauses of at most an hour. */
const MOST_ATTEMPTS = 1000;
