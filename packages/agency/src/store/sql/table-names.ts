import type { Tables } from "./tables.ts";

/** All tables of a store. Those that rows are placed in, in the order of their `position`, are true. */
export const TABLE_NAMES = {
  outbox: true,
  inbox: true,
  history: true,
  history_key: false,
  mention: false,
  held_key: false,
  refusal: true,
  replay_id: false,
  replay_digest: false,
  reply: true,
  event: true,
  mark: false,
  erasing: false,
  recall: false,
  locked_officer: false,
  used_proof: false,
  change: true,
  draft: true,
} as const satisfies Record<keyof Tables, boolean>;

export type TableName = keyof typeof TABLE_NAMES;

export const TABLES = Object.keys(TABLE_NAMES) as readonly TableName[];
