/** Version of the tables. The three versions before are migrated; any other is refused. */
export const SCHEMA_VERSION = 7;

/** Messages received. A sender chooses the ids of its messages, so the sender is part of the key. */
export const INBOX = `
  CREATE TABLE inbox (
    sender TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    message_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    sealed_digest TEXT NOT NULL UNIQUE,
    resolved TEXT NOT NULL,
    jwt TEXT NOT NULL,
    receipts TEXT NOT NULL,
    received_at TEXT NOT NULL,
    erase_by TEXT NOT NULL,
    mend_by TEXT,
    mended_by TEXT,
    erased_at TEXT,
    answer_from TEXT,
    answer_by TEXT,
    answered_at TEXT,
    sd_jwt TEXT,
    exchange_id TEXT,
    message TEXT,
    judgement TEXT,
    PRIMARY KEY (sender, id)
  ) STRICT;
  CREATE INDEX inbox_answer ON inbox (answer_by)
    WHERE answer_by IS NOT NULL AND answered_at IS NULL;
  CREATE INDEX inbox_quarantined ON inbox (state) WHERE state = 'quarantined';
  CREATE INDEX inbox_unmended ON inbox (sender, exchange_id)
    WHERE state = 'quarantined' AND mended_by IS NULL;
  CREATE INDEX inbox_mend_by ON inbox (mend_by) WHERE mend_by IS NOT NULL;
  CREATE INDEX inbox_overdue ON inbox (erase_by) WHERE erased_at IS NULL;
`;

/** What version 5 adds to the tables of version 4. */
export const SINCE_VERSION_5 = `
  CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  ALTER TABLE outbox ADD COLUMN paused_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN posted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX outbox_due
    ON outbox (recipient, emergency, next_attempt, created_at, paused_at, id, state)
    WHERE state IN ('queued', 'sending');
  CREATE INDEX outbox_overdue ON outbox (erase_by) WHERE erased_at IS NULL;
  CREATE INDEX event_kind ON event (kind);
  CREATE TABLE held_key (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    own INTEGER NOT NULL,
    other TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind, key, own, other, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX held_key_digest ON held_key (digest);
  CREATE TABLE history_key (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    own INTEGER NOT NULL,
    other TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (kind, key, own, other, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX history_key_position ON history_key (position);
  ALTER TABLE mention ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX mention_person ON mention (person, own, position) WHERE person IS NOT NULL;
  CREATE INDEX mention_pseudonym ON mention (pseudonym, own, position);
  CREATE INDEX mention_named ON mention (pseudonym, position) WHERE person IS NOT NULL;
  CREATE INDEX mention_unnamed ON mention (pseudonym) WHERE person IS NULL;
`;

/** What version 6 adds to the tables of version 5: replies that are not signed yet. */
export const SINCE_VERSION_6 = `
  CREATE TABLE reply (
    id TEXT PRIMARY KEY,
    reply TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    paused_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX reply_due ON reply (next_attempt);
`;

/** What version 7 adds to the tables of version 6: messages are found by their exchange while they are held. */
export const SINCE_VERSION_7 = `
  CREATE INDEX IF NOT EXISTS inbox_exchange ON inbox (exchange_id, sender)
    WHERE exchange_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS outbox_exchange ON outbox (exchange_id, recipient)
    WHERE exchange_id IS NOT NULL;
`;

/** All tables. Those with case data are listed in `docs/spec/gateway-store.md#store`. */
export const SCHEMA = `
  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    submission TEXT UNIQUE,
    request TEXT,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    message_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    sd_hash TEXT NOT NULL,
    resolved TEXT NOT NULL,
    jwt TEXT NOT NULL,
    created_at TEXT NOT NULL,
    deliver_by TEXT NOT NULL,
    erase_by TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL,
    last_error TEXT,
    receipts TEXT NOT NULL DEFAULT '[]',
    erased_at TEXT,
    certificate TEXT,
    answer_from TEXT,
    answer_by TEXT,
    answered_at TEXT,
    sealed TEXT,
    sd_jwt TEXT,
    seed BLOB,
    exchange_id TEXT,
    message TEXT
  ) STRICT;
  CREATE INDEX outbox_answer ON outbox (answer_by)
    WHERE answer_by IS NOT NULL AND answered_at IS NULL;

  ${INBOX}

  CREATE TABLE history (
    position INTEGER PRIMARY KEY,
    message TEXT NOT NULL,
    own INTEGER NOT NULL,
    other TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_message ON history (message);
  CREATE TABLE mention (
    position INTEGER NOT NULL,
    person TEXT,
    pseudonym TEXT NOT NULL,
    said TEXT NOT NULL
  ) STRICT;
  CREATE INDEX mention_position ON mention (position);

  CREATE TABLE refusal (
    position INTEGER PRIMARY KEY,
    sealed_digest TEXT NOT NULL UNIQUE,
    digest TEXT,
    sender TEXT,
    code TEXT NOT NULL,
    rules TEXT NOT NULL,
    at TEXT NOT NULL,
    receipts TEXT NOT NULL
  ) STRICT;

  CREATE TABLE replay_id (
    iss TEXT NOT NULL,
    jti TEXT NOT NULL,
    keep_until INTEGER NOT NULL,
    PRIMARY KEY (iss, jti)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE replay_digest (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    code TEXT,
    ref TEXT,
    country TEXT,
    authority TEXT,
    role TEXT
  ) STRICT;
  CREATE INDEX event_ref ON event (kind, ref);

  ${SINCE_VERSION_5}
  ${SINCE_VERSION_6}
  ${SINCE_VERSION_7}
`;
