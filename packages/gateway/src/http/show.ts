import {
  type AgencyContext,
  type AnswerClock,
  type InboxRow,
  type OutboxRow,
  profileOf,
  showClock,
  showCopies,
  showCorrected,
  showReplacement,
  type Tx,
} from "@safepassage/agency";
import { ProtocolError, toInstant } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";

/** Shows the agency's own systems a received message: with its findings, without members that only a gateway needs. */
export function showInbox(
  { content, sealedDigest: _, resolved: __, clock, ...shown }: InboxRow,
  now: Date,
): object {
  return {
    ...shown,
    profile: profileOf(shown.jwt),
    ...answerClockOf(clock, now),
    ...(content && { message: content.message, ...content.judgement }),
  };
}

/**
 * Shows the agency's own systems a message in quarantine without its content, which is for the two roles only.
 *
 * Each member is listed here, so that a member added elsewhere is not shown by accident.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export async function hiddenInbox(
  context: Pick<AgencyContext, "clock">,
  tx: Tx,
  row: InboxRow,
): Promise<object> {
  const { id, sender, state, messageType, purpose, digest, jwt, receipts } = row;
  const { receivedAt, eraseBy, mendBy, mendedBy, erasedAt } = row;
  return {
    ...{ id, sender, state, messageType, purpose, digest, jwt, receipts },
    ...{ receivedAt, eraseBy, mendBy, mendedBy, erasedAt, profile: profileOf(jwt) },
    ...answerClockOf(row.clock, context.clock.now()),
    ...(await showCopies(tx, row)),
  };
}

/** Shows a message sent, with its receipts verified now. */
export async function showOutbox(context: AgencyContext, tx: Tx, row: OutboxRow): Promise<object> {
  const { content, sealed, resolved, sdHash, nextAttempt, pausedAt: _, clock, ...shown } = row;
  return {
    ...shown,
    profile: profileOf(row.jwt),
    ...(await showReplacement(tx, row.digest)),
    // A message in a final state is not attempted again.
    ...(row.state === "queued" || row.state === "sending"
      ? { nextAttempt: toInstant(new Date(nextAttempt)) }
      : {}),
    ...answerClockOf(clock, context.clock.now()),
    ...(await showCorrected(context, tx, row)),
    ...(await showCopies(tx, row)),
    erasureRequested: await tx.events.has("erasureRequested", row.digest),
    receipts: verifiedReceipts(context, row),
  };
}

/** The receipts of a message sent, verified now. */
export const verifiedReceipts = (
  context: AgencyContext,
  { receipts }: Pick<OutboxRow, "receipts">,
) => receipts.map((jwt) => ({ jwt, ...verify(context, jwt) }));

/** Verifies a receipt again. Returns a code if it proves nothing any more, as after a key was compromised. */
function verify({ registryHeld }: AgencyContext, receipt: string) {
  try {
    return { claims: { ...verifyReceipt(receipt, registryHeld()) } };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** Shows the clock of a request. A message without a clock gets no such member. */
function answerClockOf(clock: AnswerClock | undefined, now: Date): object {
  return clock === undefined ? {} : { answerClock: showClock(clock, now) };
}
