import { toInstant } from "@safepassage/core";
import { outcomeOf, restsOnConsentAlone } from "@safepassage/history";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { applyCorrection } from "@safepassage/validator";
import { readableIn, readUndamaged } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { AnswerClock, MessageRow } from "../../store/rows.ts";
import { acceptedCorrections, isSent, readCorrected, sideOf } from "../exchange/corrections-of.ts";
import { namedAsWithdrawn, withdrawnRefs } from "../exchange/withdrawn.ts";
import type { Effect } from "../shared/effect.ts";
import { claimsOf, verdictOf } from "../shared/join-receipts.ts";
import { answerClock, isAnswer, movedClock, startClock } from "./answers.ts";
import { isWarning } from "./quarantine.ts";

type Facts = Pick<FactContext, "facts">;

/**
 * Has the time for an answer run on where the answer that ended it is taken back by its author: nobody has it any more, so whoever
 * asked still waits. An answer on consent alone whose consent is withdrawn was an answer all the same, but to no warning.
 *
 * @param asking - The message that asks for the erasure.
 * @param erased - The messages that it names, before they are erased.
 * @see `docs/spec/gateway-receiving.md#answer-clock`
 */
export function clocksAfter(
  context: Facts,
  asking: Pick<DecodedMessage, "clear" | "private" | "body">,
  erased: readonly MessageRow[],
): readonly Effect[] {
  if (withdrawnRefs(asking).length > 0) return clocksAfterWithdrawal(context, erased);
  const withdrawn = namedAsWithdrawn(asking);
  const [ended, others] = [true, false].map((isEnded) =>
    erased.filter(({ digest }) => withdrawn.has(digest) === isEnded),
  );
  return [...clocksAfterWithdrawal(context, ended ?? []), ...clocksWithout(context, others ?? [])];
}

/**
 * The same for answers whose consent is withdrawn.
 *
 * @param erased - Before they are erased.
 */
export const clocksAfterWithdrawal = (
  context: Facts,
  erased: readonly MessageRow[],
): readonly Effect[] =>
  clocksWithout(
    context,
    erased,
    (answer, asked) => !restsOnConsentAlone(answer) || isWarning(asked),
  );

/**
 * Has the clocks of requests run on as if some answers to them had never come.
 *
 * @param counts - Whether the clock of what was asked runs on without the answer; left out, it always does.
 */
export function clocksWithout(
  context: Facts,
  rows: readonly MessageRow[],
  counts: (answer: DecodedMessage, asked: DecodedMessage) => boolean = () => true,
): readonly Effect[] {
  const gone = new Set(rows.map(({ digest }) => digest));
  return rows.flatMap((row): Effect[] => {
    const answer = readableIn(row)?.message;
    if (answer === undefined || !isAnswer(answer)) return [];
    const request = requestOf(context, row, answer);
    // As its sender has corrected it: what it asks may be another now.
    const now = request && readUndamaged(() => readCorrected(context, request));
    const asked = now?.message ?? (request && readableIn(request)?.message);
    const { clock } = request ?? {};
    if (request === undefined || asked === undefined || clock === undefined) return [];
    if (!hasMoved(clock, row, answer, asked) || !counts(answer, asked)) return [];
    const next = clockWithout(context, request, { clock, gone, own: isSent(row) });
    const box = isSent(request) ? "outbox" : "inbox";
    return [{ does: "clock", box, digest: request.digest, clock: next }];
  });
}

/** Whether an answer has ended the wait for one, or moved its end. */
function hasMoved(
  { from, by, answeredAt }: AnswerClock,
  row: MessageRow,
  answer: DecodedMessage,
  asked: DecodedMessage,
): boolean {
  const at = arrivalIn(row);
  if (at === undefined) return false;
  const alone = answerClock({ from, by: at > by ? at : by }, asked, answer, new Date(at));
  // Another answer, or a closing, has ended it.
  if (answeredAt !== undefined) return answeredAt === at && alone.answeredAt !== undefined;
  return MOVES.has(outcomeOf(answer.body) ?? "");
}

function requestOf(
  { facts }: Facts,
  row: MessageRow,
  { private: hidden }: DecodedMessage,
): MessageRow | undefined {
  const id = hidden["private.inReplyTo"] ?? "";
  const { own, other } = sideOf(row);
  const request = own ? facts.inbox.find(other, id) : facts.outbox.find(id);
  return request !== undefined && sideOf(request).other === other ? request : undefined;
}

/** The clock of a request as its corrections and its other answers have left it, each in its time. */
function clockWithout(
  context: Facts,
  request: MessageRow,
  {
    clock: { from, by },
    gone,
    own,
  }: {
    readonly clock: AnswerClock;
    readonly gone: ReadonlySet<string>;
    /** Whether the answers are of this agency. */
    readonly own: boolean;
  },
): AnswerClock {
  const { facts } = context;
  const named = { kind: "reply", key: request.id } as const;
  const side = { own, other: sideOf(request).other };
  const box = own ? facts.outbox : facts.inbox;
  const answers = facts.history.under(named, MOST_ANSWERS, side).flatMap(({ record }): Step[] => {
    const row = gone.has(record.digest) ? undefined : box.findByDigest(record.digest);
    // Its author may keep one that was taken back before.
    const isGone = row === undefined || (isSent(row) && row.erasureAskedAt !== undefined);
    const at = isGone ? undefined : arrivalIn(row);
    const answer = row && readableIn(row)?.message;
    return at === undefined || answer === undefined || !isAnswer(answer) ? [] : [{ at, answer }];
  });
  const accepted = readUndamaged(() => acceptedCorrections(context, request));
  const corrections: readonly Step[] = accepted ?? [];
  const steps = [...corrections, ...answers].toSorted((a, b) =>
    a.at < b.at ? -1 : Number(a.at > b.at),
  );
  let asked = readableIn(request)?.message;
  let clock = (asked && startClock(asked, new Date(from))) ?? { from, by };
  for (const { at, answer, body } of steps) {
    if (answer !== undefined) clock = answerClock(clock, asked, answer, new Date(at));
    const after = body && asked && applyCorrection(asked, body);
    if (asked === undefined || after === undefined) continue;
    const isOpen = clock.answeredAt === undefined;
    clock = (isOpen ? movedClock(clock, asked, after, new Date(at)) : undefined) ?? clock;
    asked = after;
  }
  return clock;
}

/** What has come about a request: an answer, or the body of a correction. */
interface Step {
  readonly at: string;
  readonly answer?: DecodedMessage;
  readonly body?: Body;
}

/** When an answer arrived, as its clock has it; `undefined` if it stops none. */
function arrivalIn(row: MessageRow): string | undefined {
  if (!isSent(row)) return row.state === "accepted" ? row.receivedAt : undefined;
  const verdict = verdictOf(row.receipts);
  if (verdict === "reject" || verdict === "quarantine") return undefined;
  const delivered = row.receipts.map(claimsOf).find(({ kind }) => kind === "delivered");
  return delivered && toInstant(new Date(delivered.iat * 1000));
}

/** Outcomes of answers that move the end of the time, and do not end the wait. */
const MOVES: ReadonlySet<string> = new Set(["accepted", "deferred"]);
/** Most answers that are read, the newest; honest partners send far fewer. */
const MOST_ANSWERS = 1024;
