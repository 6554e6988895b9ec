import { addReturns } from "./draft-tables.ts";
import { addDue } from "./due-tables.ts";
import { createTables } from "./first-tables.ts";
import type { ColumnTypes, Engine, Migration } from "./migration.ts";
import { addRecalls, addRecords } from "./recall-tables.ts";
import { addReviews } from "./review-tables.ts";

/** Version of the tables of this program. */
export const SCHEMA_VERSION = 15;

/**
 * The statements that bring the tables of a version to another, for one transaction.
 *
 * @param from - 0 for an empty database.
 */
export function statementsSince(
  from: number,
  engine: Engine,
  to = SCHEMA_VERSION,
): readonly string[] {
  return MIGRATIONS.filter(({ version }) => version > from && version <= to).flatMap((migration) =>
    migration.statements(TYPES[engine]),
  );
}

const TYPES: Readonly<Record<Engine, ColumnTypes>> = {
  sqlite: {
    text: "text",
    int: "integer",
    octets: "blob",
    place: "integer primary key",
    end: "strict",
    keyed: "strict, without rowid",
  },
  postgres: {
    text: 'text collate "C"',
    int: "bigint",
    octets: "bytea",
    place: "bigint generated always as identity primary key",
    end: "",
    keyed: "",
  },
};

/** What the local API needs: the newest of one state or party first, who has done what, and who may not. */
const addApi: Migration = {
  version: 9,
  statements: ({ text, int, octets, place, end, keyed }) => [
    `alter table event add column actor ${text}`,
    "drop index outbox_state",
    // For counts and lists.
    "create index outbox_state on outbox (state, position)",
    "create index outbox_recipient on outbox (recipient, position)",
    "create index inbox_sender on inbox (sender, position)",
    // All that lists are filtered by.
    `create index outbox_listed
      on outbox (position, message_type, purpose, created_at, erased_at, recipient, state)`,
    `create index inbox_listed
      on inbox (position, message_type, purpose, received_at, erased_at, sender, state)`,
    "create index event_about on event (ref)",
    `create table locked_officer (
      name ${text} primary key,
      officer ${text} not null,
      at ${text} not null
    ) ${keyed}`,
    `create table draft (
      position ${place},
      id ${text} not null unique,
      revision ${int} not null,
      state ${text} not null,
      composed_by ${text} not null,
      composer ${text} not null,
      recipient ${text} not null,
      purpose ${text} not null,
      message_type ${text} not null,
      agreement ${text} not null,
      changed_at ${text} not null,
      message ${text},
      approval ${text},
      approved_by ${text},
      approver ${text},
      approved_at ${text},
      content ${octets}
    ) ${end}`,
    "create index draft_open on draft (position) where state = 'open'",
    "create index draft_changed on draft (changed_at) where state = 'open'",
    `create table change (
      position ${place},
      kind ${text} not null,
      at ${text} not null,
      ref ${text} not null,
      code ${text}
    ) ${end}`,
    `create table used_proof (id ${text} primary key, until ${int} not null) ${keyed}`,
    "create index used_proof_until on used_proof (until)",
  ],
};

/**
 * Keeps what a certificate of erasure states when the certificate itself is erased, since auditors need it. It also indexes the
 * refusals of each sender, of which only the newest are kept.
 */
const addStatement: Migration = {
  version: 11,
  statements: ({ text }) => [
    `alter table outbox add column statement ${text}`,
    `alter table inbox add column statement ${text}`,
    // The newest of one sender, or without a known one. Some tables of versions 9 and 10 have it already.
    "drop index if exists refusal_unknown",
    "create index if not exists refusal_sender on refusal (sender, position)",
  ],
};

/** Every migration, oldest first. One that has been released is never changed: a later one mends it. */
const MIGRATIONS: readonly Migration[] = [
  ...[createTables, addApi, addRecalls, addStatement],
  ...[addReviews, addRecords, addDue, addReturns],
];
