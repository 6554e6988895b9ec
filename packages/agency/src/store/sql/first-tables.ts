import type { Migration } from "./migration.ts";

/** All tables. Those with case data are listed in `docs/spec/gateway-store.md#store`. */
export const createTables: Migration = {
  version: 8,
  statements: ({ text, int, octets, place, end, keyed }) => [
    `create table outbox (
      position ${place},
      id ${text} not null unique,
      recipient ${text} not null,
      state ${text} not null,
      message_type ${text} not null,
      purpose ${text} not null,
      profile ${text} not null,
      digest ${text} not null unique,
      sd_hash ${text} not null,
      resolved ${text} not null,
      jwt ${text} not null,
      receipts ${text} not null,
      submission ${text} unique,
      created_at ${text} not null,
      deliver_by ${text} not null,
      erase_by ${text} not null,
      attempts ${int} not null,
      next_attempt ${int} not null,
      paused_at ${int} not null,
      posted ${int} not null,
      emergency ${int} not null,
      last_error ${text},
      erased_at ${text},
      certificate ${text},
      answer_from ${text},
      answer_by ${text},
      answered_at ${text},
      exchange_id ${text},
      content ${octets},
      sealed ${octets}
    ) ${end}`,
    // The words of the condition are repeated where the index is used, so that the engines see it.
    `create index outbox_due
      on outbox (recipient, emergency, next_attempt, created_at, paused_at, id, state)
      where state in ('queued', 'sending')`,
    "create index outbox_answer on outbox (answer_by) where answer_by is not null and answered_at is null",
    // For counts: no row is read.
    "create index outbox_state on outbox (state)",
    "create index outbox_overdue on outbox (erase_by) where erased_at is null",
    "create index outbox_exchange on outbox (exchange_id, recipient) where exchange_id is not null",

    `create table inbox (
      position ${place},
      id ${text} not null,
      sender ${text} not null,
      state ${text} not null,
      message_type ${text} not null,
      purpose ${text} not null,
      digest ${text} not null unique,
      sealed_digest ${text} not null unique,
      resolved ${text} not null,
      jwt ${text} not null,
      receipts ${text} not null,
      received_at ${text} not null,
      erase_by ${text} not null,
      mend_by ${text},
      mended_by ${text},
      erased_at ${text},
      answer_from ${text},
      answer_by ${text},
      answered_at ${text},
      exchange_id ${text},
      content ${octets},
      unique (sender, id)
    ) ${end}`,
    "create index inbox_answer on inbox (answer_by) where answer_by is not null and answered_at is null",
    "create index inbox_quarantined on inbox (position) where state = 'quarantined'",
    `create index inbox_unmended on inbox (sender, exchange_id)
      where state = 'quarantined' and mended_by is null`,
    "create index inbox_mend_by on inbox (mend_by) where mend_by is not null",
    "create index inbox_overdue on inbox (erase_by) where erased_at is null",
    "create index inbox_exchange on inbox (exchange_id, sender) where exchange_id is not null",

    `create table history (
      position ${place},
      message ${text} not null,
      own ${int} not null,
      other ${text} not null,
      digest ${text} not null unique,
      note ${text} not null
    ) ${end}`,
    "create index history_message on history (message)",
    `create table history_key (
      kind ${text} not null,
      key ${text} not null,
      own ${int} not null,
      other ${text} not null,
      position ${int} not null,
      primary key (kind, key, own, other, position)
    ) ${keyed}`,
    "create index history_key_position on history_key (position)",
    `create table mention (
      position ${int} not null,
      own ${int} not null,
      person ${text},
      pseudonym ${text} not null,
      said ${text} not null
    ) ${end}`,
    "create index mention_position on mention (position)",
    "create index mention_person on mention (person, own, position) where person is not null",
    "create index mention_pseudonym on mention (pseudonym, own, position)",
    "create index mention_named on mention (pseudonym, position) where person is not null",
    "create index mention_unnamed on mention (pseudonym) where person is null",

    `create table held_key (
      kind ${text} not null,
      key ${text} not null,
      own ${int} not null,
      other ${text} not null,
      digest ${text} not null,
      primary key (kind, key, own, other, digest)
    ) ${keyed}`,
    "create index held_key_digest on held_key (digest)",

    `create table refusal (
      position ${place},
      sealed_digest ${text} not null unique,
      digest ${text},
      sender ${text},
      code ${text} not null,
      rules ${text} not null,
      at ${text} not null,
      receipts ${text} not null
    ) ${end}`,
    "create index refusal_unknown on refusal (position) where sender is null",
    "create index refusal_digest on refusal (digest) where digest is not null",
    `create table replay_id (
      iss ${text} not null,
      jti ${text} not null,
      keep_until ${int} not null,
      primary key (iss, jti)
    ) ${keyed}`,
    "create index replay_id_end on replay_id (keep_until)",
    `create table replay_digest (digest ${text} primary key) ${keyed}`,

    `create table reply (
      position ${place},
      id ${text} not null unique,
      reply ${text} not null,
      attempts ${int} not null,
      next_attempt ${int} not null,
      paused_at ${int} not null
    ) ${end}`,
    "create index reply_due on reply (next_attempt)",
    `create table event (
      position ${place},
      kind ${text} not null,
      at ${text} not null,
      code ${text},
      ref ${text},
      country ${text},
      authority ${text},
      role ${text}
    ) ${end}`,
    "create index event_ref on event (kind, ref)",
    "create index event_kind on event (kind, position)",
    `create table mark (name ${text} primary key, value ${text} not null) ${keyed}`,
    `create table erasing (digest ${text} primary key, at ${text} not null) ${keyed}`,
  ],
};
