import { type AnswerClock, type InboxRow, showClock } from "@safepassage/agency";

/** Shows the agency's own systems a received message: with its findings, without members that only a gateway needs. */
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

/** Shows the clock of a request; no member if there is none. */
export function answerClockOf(clock: AnswerClock | undefined, now: Date): object {
  return clock === undefined ? {} : { answerClock: showClock(clock, now) };
}
