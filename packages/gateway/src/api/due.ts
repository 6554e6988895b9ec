import { dayOf, showClock, showReview } from "@safepassage/agency";
import type { Cursors } from "./cursor.ts";
import type { Handlers } from "./handler.ts";

/** Handlers of the lists of what is due by a time, the earliest first. */
export const dueHandlers: Handlers<"listRequests" | "listReviews"> = {
  async listRequests({ store, clock, cursors }, { query }) {
    const { limit = PAGE, side, overdue } = query;
    const page = duePages(cursors, "requests", query);
    const open = await store.transaction((tx) => tx.answers.open(limit + 1, page.after));
    const now = clock.now();
    const entries = open
      .slice(0, limit)
      .map(({ own, clock: running, ...request }) => ({
        ...request,
        side: own ? ("awaited" as const) : ("owed" as const),
        answerClock: showClock(running, now),
      }))
      .filter(
        ({ answerClock, ...entry }) =>
          (side === undefined || entry.side === side) &&
          (overdue === undefined || (answerClock.state === "overdue") === overdue),
      );
    return { entries, ...page.next(open, limit, (row) => row.clock.by) };
  },

  async listReviews({ store, clock, cursors }, { query }) {
    const { limit = PAGE, by, overdue } = query;
    const page = duePages(cursors, "reviews", query);
    const now = clock.now();
    const due = await store.transaction((tx) =>
      tx.reviews.open(daysOf(now, by, overdue), limit + 1, page.after),
    );
    const entries = due.slice(0, limit).map(({ reviewBy, ...entry }) => ({
      ...entry,
      review: showReview(reviewBy, now),
    }));
    return { entries, ...page.next(due, limit, (row) => row.reviewBy) };
  },
};

/** Which days a list of reviews shows. @param overdue - Only those whose day is over, or none of them. */
function daysOf(now: Date, by: string | undefined, overdue: boolean | undefined) {
  if (overdue === undefined) return { by };
  if (!overdue) return { from: dayOf(now), by };
  const yesterday = dayOf(new Date(now.getTime() - DAY_MS));
  return { by: by !== undefined && by < yesterday ? by : yesterday };
}

interface Query {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Reads and writes the cursors of a list that is sorted by when something is due, and then by digest. */
function duePages(cursors: Cursors, list: string, { cursor, limit: _, ...filters }: Query) {
  const [by, digest] = cursor === undefined ? [] : cursors.read(list, filters, cursor).split(" ");
  return {
    after: by === undefined || digest === undefined ? undefined : { by, digest },
    /** @param rows - One more than the page shows, if there are more. */
    next<Row extends { readonly digest: string }>(
      rows: readonly Row[],
      limit: number,
      byOf: (row: Row) => string,
    ) {
      const last = rows[limit - 1];
      if (rows.length <= limit || last === undefined) return {};
      return { next: cursors.write(list, filters, `${byOf(last)} ${last.digest}`) };
    },
  };
}

const PAGE = 50;
const DAY_MS = 86_400_000;
