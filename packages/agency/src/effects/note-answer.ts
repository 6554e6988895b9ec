import type { DecodedMessage } from "@safepassage/schema";
import type { FactContext } from "../setting/context.ts";
import type { AnswerClock, OutboxRow } from "../store/rows.ts";
import { answerClock, isAnswer, startClock } from "./answer-clock.ts";
import type { Effect } from "./effect.ts";

type Facts = Pick<FactContext, "facts">;

/**
 * What the arrival of an answer does to the clock of its request.
 *
 * @param box - Where the request lies: `outbox` for an answer received, `inbox` for one sent.
 * @param other - Entity id of the other party: nobody else's message answers the request.
 */
export function answerTo(
  { facts }: Facts,
  box: "inbox" | "outbox",
  other: string,
  answer: DecodedMessage,
  arrived: Date,
): readonly Effect[] {
  const id = answer.private["private.inReplyTo"];
  if (id === undefined || !isAnswer(answer)) return [];
  const sent = box === "outbox" ? facts.outbox.find(id) : undefined;
  const received = box === "inbox" ? facts.inbox.find(other, id) : undefined;
  const { clock, content, digest } = sent ?? received ?? {};
  if (clock === undefined || digest === undefined || (sent && sent.recipient !== other)) return [];
  const next = answerClock(clock, content?.message, answer, arrived);
  return [{ does: "clock", box, digest, clock: next }];
}

/** What it means that a message sent has arrived: a request starts its clock, an answer stops another's. */
export function arrival(context: Facts, row: OutboxRow, arrived: Date): readonly Effect[] {
  if (row.content === undefined) return [];
  const { message } = row.content;
  const stopped = answerTo(context, "inbox", row.recipient, message, arrived);
  const started = startClock(message, arrived);
  if (started === undefined || row.clock !== undefined) return stopped;
  const clock = withEarlyAnswers(context, row, message, started);
  return [...stopped, { does: "clock", box: "outbox", digest: row.digest, clock }];
}

/** The answer may have come before the receipts: a gateway that was killed gets them again. */
function withEarlyAnswers(
  { facts }: Facts,
  { id, recipient }: OutboxRow,
  request: DecodedMessage,
  started: AnswerClock,
): AnswerClock {
  const by = { own: false, other: recipient };
  const replies = facts.history.under({ kind: "reply", key: id }, MOST_ANSWERS, by);
  return replies.reduce((clock, { record }) => {
    const answer = facts.inbox.findByDigest(record.digest);
    if (answer?.content === undefined || !isAnswer(answer.content.message)) return clock;
    return answerClock(clock, request, answer.content.message, new Date(answer.receivedAt));
  }, started);
}

/** Far more than a recipient sends before its receipts are here: of more the newest count. */
const MOST_ANSWERS = 1024;
