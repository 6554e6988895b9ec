import { type AnswerClock, type InboxRow, showClock } from "@safepassage/agency";

/** A message received, as the agency's own systems see it: with its findings, without what only a gateway needs. */
export function showInbox(
  { content, sealedDigest: _, resolved: __, clock, ...shown }: InboxRow,
  now: Date,
): object {
  return {
    ...shown,
    ...answerClockOf(clock, now),
    ...(content && { message: content.message, ...content.judgement }),
  };
}

/** The clock of a request, as it is shown; nothing where there is none. */
export function answerClockOf(clock: AnswerClock | undefined, now: Date): object {
  return clock === undefined ? {} : { answerClock: showClock(clock, now) };
}
