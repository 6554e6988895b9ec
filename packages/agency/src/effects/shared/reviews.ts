import { toInstant } from "@safepassage/core";
import type { AgencyContext } from "../../setting/context.ts";
import type { DueReview } from "../../store/rows.ts";
import { claimsIn } from "./claims-in.ts";
import { carryOut, type Effect, noteEvent } from "./effect.ts";

/** When the review of a message is due, as people see it. */
export interface ReviewView {
  /** The last day for it. */
  readonly by: string;
  readonly state: "open" | "overdue";
}

/** Shows how a review stands that nobody has recorded. Its day is over at midnight UTC, as the days of erasure are. */
export const showReview = (by: DueReview["reviewBy"], now: Date): ReviewView => ({
  by,
  state: by < dayOf(now) ? "overdue" : "open",
});

/** The day of a time. */
export const dayOf = (time: Date): string => toInstant(time).slice(0, DAY);

/**
 * Records one part of the reviews that were not made by their day, each once. Before, it takes up messages of an earlier version,
 * which did not keep the day. Returns whether there may be more.
 */
export function recordUnreviewedData(context: AgencyContext): Promise<boolean> {
  const now = context.clock.now();
  const at = toInstant(now);
  return carryOut(context, async (tx) => {
    const { rows, isMore } = await tx.reviews.takeUnread(MANY);
    const taken: Effect[] = [];
    for (const { digest, jwt } of rows) {
      const by = reviewByIn(jwt);
      if (by === undefined || (await tx.events.has("reviewed", digest))) continue;
      taken.push({ does: "review", digest, by });
    }
    const overdue = await tx.reviews.overdue(dayOf(now), PART);
    const told = overdue.map((ref) =>
      noteEvent(OVERDUE, at, ref, { log: { event: OVERDUE, ref } }),
    );
    // What was taken up may be overdue itself.
    const value = isMore || taken.length > 0 || overdue.length === PART;
    return { effects: [...taken, ...told], value };
  });
}

/** The day that a stored message states for its review. A damaged message states none, and hinders no other. */
function reviewByIn(jwt: string): string | undefined {
  try {
    const { reviewBy } = claimsIn(jwt);
    return typeof reviewBy === "string" ? reviewBy : undefined;
  } catch {
    return undefined;
  }
}

const OVERDUE = "retentionReviewOverdue";
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
const PART = 64;
/** Most messages of an earlier version that are looked at in one part. */
const MANY = 256;
