import type { Migration } from "./migration.ts";

/** What is known of erasures that recipients have not certified yet. */
export const addRecalls: Migration = {
  version: 10,
  statements: ({ text, keyed }) => [
    `alter table outbox add column asked_at ${text}`,
    ASKED_BEFORE,
    // The words of the condition are repeated where the index is used.
    `create index outbox_uncertified on outbox (asked_at)
      where asked_at is not null and certificate is null`,
    `create table recall (
      digest ${text} not null,
      consent ${text} not null,
      exchange_id ${text} not null,
      primary key (digest, consent)
    ) ${keyed}`,
    "create index recall_consent on recall (consent)",
  ],
};

/** On which consent records rests what is erased here and can still be withdrawn. No version before has kept it. */
export const addRecords: Migration = {
  version: 13,
  statements: ({ text }) => [
    `alter table recall add column record ${text}`,
    "create index recall_record on recall (record) where record is not null",
  ],
};

/** Takes the times from the events, where a version before 10 has asked. No other row is written anew. */
export const ASKED_BEFORE = `update outbox set asked_at = (
  select min(event.at) from event
  where event.kind = 'erasureRequested' and event.ref = outbox.digest
) where digest in (select ref from event where kind = 'erasureRequested')`;
