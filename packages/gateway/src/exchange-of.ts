import type { DecodedMessage, ExchangeEntry, MessageRecord } from "@safepassage/schema";
import { indirectDeadline } from "./answer-clock.ts";
import type { FactContext } from "./context.ts";
import { correctedNote } from "./corrected-note.ts";
import type { StoredNote } from "./history-store.ts";
import type { AnswerClock } from "./rows.ts";

type Context = Pick<FactContext, "facts" | "self">;

/** The message that a message answers, and those of its exchange that open or count something. */
export function exchangeOf(
  context: Context,
  { clear, private: hidden }: Pick<DecodedMessage, "clear" | "private">,
): readonly MessageRecord[] {
  const { history } = context.facts;
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const other = parties.find((entity) => entity !== context.self) ?? context.self;
  const exchangeId: unknown = hidden["private.exchangeId"];
  const inReplyTo: unknown = hidden["private.inReplyTo"];
  const asked = typeof inReplyTo === "string" ? history.findById(inReplyTo, other) : undefined;
  return [
    ...(typeof exchangeId === "string"
      ? [
          ...history.under({ kind: "search", key: exchangeId }, 1, { other }),
          ...history.under({ kind: "breach", key: exchangeId }, MOST_ANSWERS, { other }),
        ].map((note) => correctedNote(context, note).record)
      : []),
    ...(asked === undefined
      ? []
      : [
          askedEntry(context, asked, {
            other,
            isAskers: asked.own === (parties[0] === context.self),
          }),
        ]),
  ];
}

/**
 * The message that is answered, and when its answer is due. Where the message judged is of the agency that asked, only deferrals
 * of that agency count: the other side cannot use up what the law gives it.
 */
function askedEntry(
  context: Context,
  asked: StoredNote,
  { other, isAskers }: { readonly other: string; readonly isAskers: boolean },
): MessageRecord {
  const { facts } = context;
  const { record, own } = correctedNote(context, asked);
  const row = own ? facts.outbox.find(record.message) : facts.inbox.find(other, record.message);
  const { deadline, ...rest } = record;
  if (row?.content === undefined) return rest;
  // Each side by itself: nobody pushes out what the other has said.
  const repliesOf = (isOwn: boolean): readonly StoredNote[] =>
    facts.history
      .under({ kind: "reply", key: record.message }, MOST_ANSWERS + 1, { own: isOwn, other })
      .map((note) => correctedNote(context, note));
  const [added, answered] = [repliesOf(own), repliesOf(!own)];
  const isAnswered = answered.some(({ answers }) => answers === true);
  const counted = isAskers ? [added] : [added, answered];
  const ends = counted.flat().flatMap(({ extendsTo }) => extendsTo ?? []);
  // Of so many one may have put it off before.
  const isFull = counted.some(({ length }) => length > MOST_ANSWERS);
  const extensions = isFull ? Math.max(ends.length, 1) : ends.length;
  const last = ends.toSorted().at(-1);
  return {
    ...rest,
    ...(row.clock === undefined
      ? deadline === undefined || isAnswered
        ? {}
        : { deadline }
      : deadlinesOf(row.clock, row.content.message)),
    ...(record.order === undefined ? {} : { extensions }),
    ...(record.order === undefined || isAnswered || last === undefined ? {} : { extendedTo: last }),
  };
}

/** Counted from its arrival where the law sets a time. Once it is answered there is no deadline. */
function deadlinesOf(
  clock: AnswerClock,
  request: DecodedMessage,
): Pick<ExchangeEntry, "deadline" | "indirectDeadline"> {
  if (clock.answeredAt !== undefined) return {};
  const later = indirectDeadline(clock, request);
  return { deadline: clock.by, ...(later === undefined ? {} : { indirectDeadline: later }) };
}

/** Far more than one side says of one request. */
const MOST_ANSWERS = 1024;
