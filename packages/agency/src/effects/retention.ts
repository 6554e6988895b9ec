import type { EventRecord } from "@safepassage/schema";
import type { FactContext } from "../setting/context.ts";
import type { EventRow } from "../store/rows.ts";

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
