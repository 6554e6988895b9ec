import type { Migration } from "./migration.ts";

/** By which day a message received has to be reviewed, while nobody has done it. */
export const addReviews: Migration = {
  version: 12,
  statements: ({ text }) => [
    `alter table inbox add column review_by ${text}`,
    // The words of the condition are repeated where the index is used. All that is counted is in it.
    `create index inbox_review on inbox (review_by, digest, erased_at)
      where review_by is not null and erased_at is null`,
    REVIEWS_BEFORE,
  ],
};

/** Names the mark with the place up to which messages of an earlier version are still to be looked at; 0 once all are. */
export const REVIEWS_MARK = "reviewsUnread";

/** Notes where the messages of an earlier version end. Of them, only what was signed says the day. */
export const REVIEWS_BEFORE = `insert into mark (name, value)
  select '${REVIEWS_MARK}', cast(position as text) from inbox order by position desc limit 1`;
