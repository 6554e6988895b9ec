import type { SQLInputValue } from "node:sqlite";
import type { DecodedMessage } from "@safepassage/schema";
import type {
  AnswerClock,
  InboxContent,
  InboxRow,
  OpenAnswer,
  OutboxRow,
  OutboxState,
  PlacedEvent,
  RefusalRow,
} from "../rows.ts";

/** What the store lends its parts: prepared statements over its one connection. */
export interface Statements {
  /** Number of rows changed. */
  run(sql: string, values: Values): number;
  one(sql: string, values: Values): Row | undefined;
  all(sql: string, values?: Values): readonly Row[];
}

type Values = Readonly<Record<string, SQLInputValue>>;

/** Digests of the messages of one box that are due to be erased by a day, those that are due longest first. */
export const overdueIn = (
  { all }: Pick<Statements, "all">,
  box: "inbox" | "outbox",
  day: string,
  limit: number,
): readonly string[] =>
  all(
    `SELECT digest FROM ${box} WHERE erase_by < :day AND erased_at IS NULL
     ORDER BY erase_by, rowid LIMIT :limit`,
    { day, limit },
  ).map((row) => text(row, "digest"));

/** A row as the database gives it. */
export type Row = Record<string, unknown>;

/** A row of `outbox`. */
export function toOutbox(row: Row): OutboxRow {
  return {
    id: text(row, "id"),
    recipient: text(row, "recipient"),
    state: text(row, "state") as OutboxState,
    messageType: text(row, "message_type"),
    purpose: text(row, "purpose"),
    digest: text(row, "digest"),
    sdHash: text(row, "sd_hash"),
    resolved: list(row, "resolved"),
    jwt: text(row, "jwt"),
    createdAt: text(row, "created_at"),
    deliverBy: text(row, "deliver_by"),
    eraseBy: text(row, "erase_by"),
    attempts: Number(row["attempts"]),
    posted: row["posted"] === 1,
    nextAttempt: Number(row["next_attempt"]),
    pausedAt: Number(row["paused_at"]),
    lastError: optional(row, "last_error"),
    receipts: list(row, "receipts"),
    erasedAt: optional(row, "erased_at"),
    certificate: optional(row, "certificate"),
    clock: toClock(row),
    sealed: optional(row, "sealed"),
    content:
      row["message"] === null
        ? undefined
        : {
            sdJwt: text(row, "sd_jwt"),
            seed: row["seed"] as Uint8Array,
            exchangeId: text(row, "exchange_id"),
            message: JSON.parse(text(row, "message")) as DecodedMessage,
          },
  };
}

/** A row of `inbox`. */
export function toInbox(row: Row): InboxRow {
  return {
    id: text(row, "id"),
    sender: text(row, "sender"),
    state: text(row, "state") as InboxRow["state"],
    messageType: text(row, "message_type"),
    purpose: text(row, "purpose"),
    digest: text(row, "digest"),
    sealedDigest: text(row, "sealed_digest"),
    resolved: list(row, "resolved"),
    jwt: text(row, "jwt"),
    receipts: list(row, "receipts"),
    receivedAt: text(row, "received_at"),
    eraseBy: text(row, "erase_by"),
    mendBy: optional(row, "mend_by"),
    mendedBy: optional(row, "mended_by"),
    erasedAt: optional(row, "erased_at"),
    clock: toClock(row),
    content:
      row["message"] === null
        ? undefined
        : {
            sdJwt: text(row, "sd_jwt"),
            exchangeId: text(row, "exchange_id"),
            message: JSON.parse(text(row, "message")) as DecodedMessage,
            judgement: JSON.parse(text(row, "judgement")) as InboxContent["judgement"],
          },
  };
}

/** A row of `refusal`. */
export function toRefusal(row: Row): RefusalRow {
  return {
    sealedDigest: text(row, "sealed_digest"),
    digest: optional(row, "digest"),
    sender: optional(row, "sender"),
    code: text(row, "code"),
    rules: list(row, "rules"),
    at: text(row, "at"),
    receipts: list(row, "receipts"),
  };
}

/** A row of both, as a request that is not answered. */
export function toOpenAnswer(row: Row): OpenAnswer {
  const clock = { from: text(row, "answer_from"), by: text(row, "answer_by") };
  const [digest, id] = [text(row, "digest"), text(row, "id")];
  return { digest, id, own: row["own"] === 1, other: text(row, "other"), clock };
}

/** A row of `event`. */
export function toEvent(row: Row): PlacedEvent {
  const given = Object.entries(row).filter((entry) => entry[1] !== null);
  return Object.fromEntries(given) as unknown as PlacedEvent;
}

/** A column that is never null. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} is not a text`);
  return value;
}

function toClock(row: Row): AnswerClock | undefined {
  const [from, by] = [optional(row, "answer_from"), optional(row, "answer_by")];
  if (from === undefined || by === undefined) return undefined;
  const answeredAt = optional(row, "answered_at");
  return { from, by, ...(answeredAt === undefined ? {} : { answeredAt }) };
}

function optional(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** A column that holds a JSON array of texts. */
export function list(row: Row, column: string): readonly string[] {
  return JSON.parse(text(row, column)) as readonly string[];
}
