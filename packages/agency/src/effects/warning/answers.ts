import { toInstant } from "@safepassage/core";
import { digestsToChange, outcomeOf, textsIn } from "@safepassage/history";
import { type DecodedMessage, findAnswerPeriod, findCode } from "@safepassage/schema";
import { applyCorrection } from "@safepassage/validator";
import { readUndamaged } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { AnswerClock, MessageRow, OutboxRow } from "../../store/rows.ts";
import {
  acceptedAt,
  isSent,
  readCorrected,
  rowIn,
  rowsIn,
  sideOf,
} from "../exchange/corrections-of.ts";
import type { Effect } from "../shared/effect.ts";
import { claimsOf } from "../shared/join-receipts.ts";

/**
 * Starts the clock of a request that arrives, by the law or by the end that it states, or that of a handover; `undefined` if
 * nothing sets a time for an answer.
 *
 * @see `docs/spec/gateway-receiving.md#answer-clock`
 */
export function startClock(message: DecodedMessage, arrived: Date): AnswerClock | undefined {
  const from = toInstant(arrived);
  const period = findAnswerPeriod(message);
  if (period !== undefined) return { from, by: hoursAfter(arrived, period.hours) };
  const by = statedEnd(message) ?? beginningOf(message, arrived);
  return by === undefined ? undefined : { from, by };
}

/**
 * Until when a handover waits for its answer: the day begins from which another agency is to take over. Nobody has to answer within
 * less than a day.
 */
function beginningOf(message: DecodedMessage, arrived: Date): string | undefined {
  if (message.clear["env.messageType"] !== HANDOVER) return undefined;
  const day = textOf(message, "handover.from");
  return day && [`${day}T00:00:00Z`, hoursAfter(arrived, 24)].sort().at(-1);
}

/** Until when a request asks for its answer, where no law says so: as of a person who exercises a right. */
function statedEnd(message: DecodedMessage): string | undefined {
  if (!STATES_END.has(message.clear["env.messageType"])) return undefined;
  // Data are preserved until the end of such an order, and its issuer may move that.
  if (textOf(message, "evidence.kind") === "EPOC-PR") return undefined;
  const day = textOf(message, "rights.answerBy");
  return textOf(message, "deadline.at") ?? (day && `${day}T23:59:59Z`);
}

/**
 * Applies an answer to the clock of its request: stops it, or extends it. An acknowledgement changes nothing, and
 * neither does a delay announced too late. Where the law gives two periods, an acceptance starts the second.
 *
 * What arrived after the answer that stopped it changes nothing. What arrived before that one counts, though its receipt came later.
 *
 * @param request - Left out if it is erased.
 */
export function answerClock(
  clock: AnswerClock,
  request: DecodedMessage | undefined,
  answer: DecodedMessage,
  arrived: Date,
): AnswerClock {
  const at = toInstant(arrived);
  const { answeredAt, ...open } = clock;
  if (answeredAt !== undefined) {
    if (at >= answeredAt) return clock;
    return { answeredAt, ...answerClock(open, request, answer, arrived) };
  }
  const outcome = outcomeOf(answer.body);
  if (outcome === "deferred") {
    // Only a law puts off: a warning waits for nobody, and what a request states itself stands until its answer.
    if (request !== undefined && findAnswerPeriod(request)?.basis === undefined) return clock;
    const until = textOf(answer, "deadline.extendedTo");
    const isDelay = textsOf(answer, "response.refusalReason").some(
      (reason) => findCode("refusal_reason", reason)?.["delay"] === true,
    );
    const isLawful = isDelay && at <= clock.by;
    if (!isLawful || until === undefined) return clock;
    // A day that is far off would end the wait for good: who needs longer says so again, in time.
    const [by = until] = [
      ...[until, hoursAfter(arrived, MOST_PUT_OFF_HOURS)],
      ...latestDecision(clock, request),
    ].sort();
    return by > clock.by ? { ...clock, by } : clock;
  }
  if (outcome === undefined || outcome === "acknowledged") return clock;
  const period = outcome === "accepted" ? request && findAnswerPeriod(request) : undefined;
  if (period?.then !== undefined) return secondPeriod(clock, period.hours, period.then, arrived);
  const indirect = textsOf(answer, "response.access").includes("indirect");
  const by = (indirect ? indirectDeadline(clock, request) : undefined) ?? clock.by;
  return { ...clock, by, answeredAt: at };
}

/**
 * Until when a decision may be put off at most, where the law gives a period to decide and one to act. Nothing once it is
 * decided: the law names no end then. The second period ends later than any decision may be made, which tells them apart.
 *
 * @see Directive 2014/41/EU, Art 12(5)
 */
function latestDecision(
  { from, by }: AnswerClock,
  request: DecodedMessage | undefined,
): readonly string[] {
  const period = request && findAnswerPeriod(request);
  if (period?.then === undefined) return [];
  const latest = hoursAfter(new Date(from), period.hours + MOST_UNDECIDED_HOURS);
  return by <= latest ? [latest] : [];
}

/**
 * The clock in its second period, which begins with the first acceptance. It never ends later than
 * both periods together: accepting late, or once more, gains no time.
 */
function secondPeriod(clock: AnswerClock, first: number, then: number, arrived: Date): AnswerClock {
  const [by = clock.by] = [
    hoursAfter(arrived, then),
    hoursAfter(new Date(clock.from), first + then),
  ].sort();
  return by > clock.by ? { ...clock, by } : clock;
}

/** Whether a message answers what asks for an answer. */
export function isAnswer({ clear }: DecodedMessage): boolean {
  return ANSWERS.has(clear["env.messageType"]);
}

/** The later end of the time, if the law gives longer for data that is not directly accessible. */
export function indirectDeadline(
  { from, by }: AnswerClock,
  request: DecodedMessage | undefined,
): string | undefined {
  const period = request && findAnswerPeriod(request, "indirect");
  const longer = period && hoursAfter(new Date(from), period.hours);
  return longer !== undefined && longer > by ? longer : undefined;
}

const textsOf = ({ body }: DecodedMessage, field: string): readonly string[] =>
  textsIn(Object.values(body), field);

const textOf = (message: DecodedMessage, field: string): string | undefined =>
  textsOf(message, field)[0];

const hoursAfter = (start: Date, hours: number): string =>
  toInstant(new Date(start.getTime() + hours * 3_600_000));

/** How far one deferral puts an answer off at most. The law asks for the time that the authorisation needs; the number is ours. */
const MOST_PUT_OFF_HOURS = 30 * 24;
/** The most by which a decision is put off in all: Directive 2014/41/EU, Art 12(5). A day is 24 hours here too. */
const MOST_UNDECIDED_HOURS = 30 * 24;
/** Later than every instant. */
const LAST = "9999-12-31T23:59:59Z";
export const ANSWERS: ReadonlySet<string> = new Set(["response", "refusal"]);
export const HANDOVER = "handover";
/** Types of the messages that may state until when they ask for an answer. */
export const STATES_END: ReadonlySet<string> = new Set(["auditQuery", "request", "rightsRequest"]);

type Facts = Pick<FactContext, "facts">;

/**
 * Applies an answer to the clock of its request, if that is here, and to those of the messages that the request mended:
 * they asked the same, and nobody answers them twice.
 *
 * @param box - Where the request is: `outbox` for an answer received, `inbox` for one sent.
 * @param other - Entity id of the other party: only its messages answer the request.
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
  const asked = box === "outbox" ? facts.outbox.find(id) : facts.inbox.find(other, id);
  if (asked === undefined || sideOf(asked).other !== other) return [];
  // Later answers change nothing: only for the first is the exchange read.
  const { answeredAt = LAST } = asked.clock ?? {};
  const isFirst = asked.clock !== undefined && toInstant(arrived) < answeredAt;
  return [asked, ...(isFirst ? mendedBy({ facts }, asked) : [])].flatMap(
    ({ clock, content, digest }): Effect[] => {
      if (clock === undefined) return [];
      const next = answerClock(clock, content?.message, answer, arrived);
      // An acknowledgement, or a second answer, is no news of the clock.
      return isSame(clock, next) ? [] : [{ does: "clock", box, digest, clock: next }];
    },
  );
}

const isSame = (one: AnswerClock, other: AnswerClock): boolean =>
  one.by === other.by && one.answeredAt === other.answeredAt;

/**
 * Finds the messages that an accepted one mended, on either side. The recipient has recorded them. The sender finds those
 * that were put in quarantine, which the message names or which are of its exchange and type.
 */
function mendedBy({ facts }: Facts, mending: MessageRow): readonly MessageRow[] {
  const { content, digest: by, messageType } = mending;
  if (content === undefined || acceptedAt(mending) === undefined) return [];
  const side = sideOf(mending);
  const named = content.message.private["private.inReplyTo"] ?? "";
  const answered = side.own ? facts.outbox.find(named) : facts.inbox.find(side.other, named);
  // The clocks of all others stand.
  const waiting = rowsIn(facts, content.exchangeId, side, { kind: "unanswered" });
  const others = waiting.filter(({ digest }) => digest !== answered?.digest);
  return [...others, ...(answered === undefined ? [] : [answered])].filter((row) => {
    if (!isSent(row)) return row.mendedBy === by;
    const isMended = row.digest === answered?.digest || row.messageType === messageType;
    return isMended && sideOf(row).other === side.other && isQuarantined(row);
  });
}

/** Whether the recipient of a message has signed that it put it in quarantine. */
const isQuarantined = ({ receipts }: OutboxRow): boolean =>
  receipts
    .map(claimsOf)
    .some((claims) => claims.kind === "decided" && claims.verdict === "quarantine");

/**
 * Moves the clocks of the requests that an accepted correction of their sender changes: to the end that they state now, or, where the law
 * gives another time for what they ask now, to the end of that, which begins with the correction. Less time for what is asked now
 * never gives more than was left, and takes back nothing that an answer has put off.
 *
 * @param arrived - When the correction arrived.
 */
export function correctedClocks(
  context: Facts,
  {
    message: { body, clear },
    own,
    other,
  }: { readonly message: DecodedMessage; readonly own: boolean; readonly other: string },
  arrived: Date,
): readonly Effect[] {
  if (clear["env.messageType"] !== "correction") return [];
  return [...(digestsToChange(body) ?? [])].flatMap((digest): readonly Effect[] => {
    const row = rowIn(context.facts, own, digest);
    if (row?.clock === undefined || row.clock.answeredAt !== undefined) return [];
    if (sideOf(row).other !== other) return [];
    const before = readUndamaged(() => readCorrected(context, row))?.message;
    const after = before && applyCorrection(before, body);
    const clock = after && movedClock(row.clock, before, after, arrived);
    if (clock === undefined) return [];
    return [{ does: "clock", box: own ? "outbox" : "inbox", digest, clock }];
  });
}

/** A clock that a correction moves; `undefined` if it stands. */
export function movedClock(
  clock: AnswerClock,
  before: DecodedMessage,
  after: DecodedMessage,
  arrived: Date,
): AnswerClock | undefined {
  const from = new Date(clock.from);
  const [was, is] = [startClock(before, from)?.by, startClock(after, from)?.by];
  const anew = startClock(after, arrived)?.by;
  if (was === undefined || is === undefined || anew === undefined || is === was) return undefined;
  // What the request states itself stands by itself: no answer puts that off.
  if (findAnswerPeriod(after) === undefined) return { ...clock, by: is };
  const isMoved = is > was ? anew > clock.by : anew < clock.by && clock.by === was;
  return isMoved ? { ...clock, by: anew } : undefined;
}
