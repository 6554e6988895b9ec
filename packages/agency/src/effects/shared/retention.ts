import { digestsToChange } from "@safepassage/history";
import { type DecodedMessage, type EventRecord, hasMark } from "@safepassage/schema";
import type { FactContext } from "../../setting/context.ts";
import type { EventRow, MessageRow } from "../../store/rows.ts";

/** What a review decided, as the agency's own systems see it. */
export interface ShownReview {
  readonly at: string;
  readonly outcome: string;
  readonly until?: string;
  readonly ground?: string;
}

/** What is decided in a review, as an event stores it. Without a day and a ground it changes nothing. */
export const codeOf = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(" ");

/** Reads back a review. */
export function reviewIn({ at, code = "" }: EventRow): ShownReview {
  const [outcome = "", until, ground] = code.split(" ");
  return { at, outcome, ...(until && { until }), ...(ground && { ground }) };
}

/** The last of some reviews whose ground restricts what it keeps (LED 16(3), GDPR 18); `undefined` if none does. */
export const restrictingIn = (reviews: readonly ShownReview[]): ShownReview | undefined =>
  reviews.findLast(({ ground = "" }) => hasMark("review_ground", ground, "restricts"));

/** What reviews and updates decided about a message, in the order in which they came. */
export function retentionEvents(
  { facts }: Pick<FactContext, "facts">,
  digest: string,
): readonly EventRecord[] {
  const reviewed = facts.events.about("reviewed", digest).map((row): EventRecord => {
    // The officer's reference, as the event stores it.
    // Earlier versions kept it elsewhere.
    const by = row.actor ?? row.role;
    const officer = by === undefined ? {} : { officer: by };
    return {
      ...{ record: "event", kind: "reviewed", messages: [digest] },
      ...reviewIn(row),
      ...officer,
    };
  });
  const extended = facts.events.about("extended", digest).map(
    ({ at, code = "" }): EventRecord => ({
      ...{ record: "event", kind: "extended", messages: [digest], at, until: code },
    }),
  );
  return [...reviewed, ...extended].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/**
 * The last day on which both sides hold a message, by the word of its sender: what it states, or an update of it that extends. What
 * one side has kept by a review, the other does not know.
 */
export function statedEnd(
  { facts }: Pick<FactContext, "facts">,
  { clear }: Pick<DecodedMessage, "clear">,
  { digest }: Pick<MessageRow, "digest">,
): string {
  const extended = facts.events.about("extended", digest).flatMap(({ code = "" }) => code);
  return [...extended, clear["env.retention.eraseBy"]].toSorted().at(-1) as string;
}

/**
 * The last day to which reviews here keep a message; for a correction that carries values, that of the messages that it corrects, since
 * it must not end before them. `undefined` if none does.
 */
export function reviewedUntil(
  { facts }: Pick<FactContext, "facts">,
  { digest, messageType, content }: MessageRow,
): string | undefined {
  const isCorrection = messageType === "correction" && content !== undefined;
  const changed = isCorrection ? [...(digestsToChange(content.message.body) ?? [])] : [];
  return [digest, ...changed]
    .flatMap((one) => facts.events.about("reviewed", one).map(reviewIn))
    .flatMap(({ until }) => until ?? [])
    .toSorted()
    .at(-1);
}
