import { ANSWER_CLOCKS, type Code, type DecodedMessage } from "@safepassage/schema";
import { readableIn } from "../../setting/can-read.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { AnswerClock, OutboxRow } from "../../store/rows.ts";
import type { Effect } from "../shared/effect.ts";
import {
  ANSWERS,
  answerClock,
  answerTo,
  correctedClocks,
  HANDOVER,
  isAnswer,
  STATES_END,
  startClock,
} from "./answers.ts";
import { clocksWithout } from "./taken-back.ts";

type Facts = Pick<FactContext, "facts">;

/** What has come of a message sent. */
export interface Came {
  /** When it arrived; left out if no receipt says so. */
  readonly arrived?: Date | undefined;
  /** What its recipient has decided, by the receipts that it has now. */
  readonly verdict?: Code<"verdict"> | undefined;
}

/** What follows from the receipts of a message sent, for the clocks of answers. */
export function arrivalEffects(
  context: AgencyContext,
  tx: Tx,
  row: OutboxRow,
  came: Came,
): Promise<readonly Effect[]> | readonly Effect[] {
  const isKnown = came.arrived !== undefined || came.verdict !== undefined;
  if (!isKnown || !HAS_CLOCK.has(row.messageType) || row.content === undefined) return [];
  return workOutIn(context, tx, (facts) => arrival(facts, row, came));
}

/**
 * Applies the arrival of a message sent: a request starts its clock, an answer stops that of its request. One that its recipient has
 * rejected or put in quarantine stops none, there either: if it had before its recipient said so, the clock runs on.
 */
export function arrival(
  context: Facts,
  row: OutboxRow,
  { arrived, verdict }: Came,
): readonly Effect[] {
  // The content of others stays encrypted.
  if (!HAS_CLOCK.has(row.messageType) || row.content === undefined) return [];
  const { message } = row.content;
  if (verdict === "reject" || verdict === "quarantine") {
    const started = verdict === "reject" ? [] : startedBy(context, row, message, arrived);
    return [...clocksWithout(context, [row]), ...started];
  }
  if (arrived === undefined) return [];
  const other = row.recipient;
  return [
    // One that was taken back while it was on its way is none there either.
    ...(row.erasureAskedAt === undefined
      ? answerTo(context, "inbox", other, message, arrived)
      : []),
    // Its values count once the recipient has signed that it accepts them.
    ...(verdict === undefined
      ? []
      : correctedClocks(context, { message, own: true, other }, arrived)),
    ...startedBy(context, row, message, arrived),
  ];
}

function startedBy(
  context: Facts,
  row: OutboxRow,
  message: DecodedMessage,
  arrived: Date | undefined,
): readonly Effect[] {
  const started = arrived && startClock(message, arrived);
  if (started === undefined || row.clock !== undefined) return [];
  const clock = withEarlyAnswers(context, row, message, started);
  return [{ does: "clock", box: "outbox", digest: row.digest, clock }];
}

/** Applies answers that came before the receipts, as when a killed gateway gets the receipts again. */
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
    const said = answer && readableIn(answer)?.message;
    if (answer === undefined || said === undefined || !isAnswer(said)) return clock;
    return answerClock(clock, request, said, new Date(answer.receivedAt));
  }, started);
}

/** Most answers that are read, the newest; honest recipients send far fewer before their receipts. */
const MOST_ANSWERS = 1024;

/** Types of the messages that start a clock, move one or stop one. */
const HAS_CLOCK: ReadonlySet<string> = new Set([
  ...ANSWERS,
  ...STATES_END,
  HANDOVER,
  ...ANSWER_CLOCKS.map(({ messageType }) => messageType),
  "correction",
]);
