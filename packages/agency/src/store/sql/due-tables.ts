import type { Migration } from "./migration.ts";

/**
 * Indexes of what is still due, without what is erased or over: after years that is nearly all. What counts and finds it reads no
 * rows. The words of each condition are repeated where the index is used.
 */
export const addDue: Migration = {
  version: 14,
  statements: ({ text }) => [
    "drop index outbox_due",
    // As an expression, so that no engine takes the index of states in its place, which has no order of recipients.
    `create index outbox_due
      on outbox (recipient, emergency, next_attempt, created_at, paused_at, id, state, last_error, profile)
      where coalesce(state, '') in ('queued', 'sending')`,
    "drop index inbox_answer",
    `create index inbox_answer on inbox (answer_by, digest, purpose)
      where answer_by is not null and answered_at is null and erased_at is null`,
    "drop index outbox_answer",
    `create index outbox_answer on outbox (answer_by, digest, purpose)
      where answer_by is not null and answered_at is null and erased_at is null and asked_at is null`,
    "drop index inbox_mend_by",
    "create index inbox_mend_by on inbox (mend_by, digest) where mend_by is not null",
    "drop index outbox_uncertified",
    `create index outbox_uncertified on outbox (erase_by, asked_at, state, digest)
      where asked_at is not null and certificate is null`,
    `alter table recall add column erase_by ${text}`,
    `update recall set erase_by = (
      select outbox.erase_by from outbox where outbox.digest = recall.digest
    )`,
    "create index recall_end on recall (erase_by)",
    "create index draft_composer on draft (composed_by) where state = 'open'",
  ],
};
