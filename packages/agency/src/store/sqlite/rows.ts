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

/** Prepared statements over the one connection of the store. */
export interface Statements {
  /** Number of rows changed. */
  run(sql: string, values: Values): number;
  one(sql: string, values: Values): Row | undefined;
  all(sql: string, values?: Values): readonly Row[];
}

type Values = Readonly<Record<string, SQLInputValue>>;

/** Lists the messages of one box whose erasure is due before a day, as digests, longest due first. */
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

/** Reads a row of `outbox`. */
export function toOutbox(row: Row): OutboxRow {
  const content = contentOf(row);
  return {
    ...texts(row, SHARED),
    ...texts(row, ["recipient", "sdHash", "createdAt", "deliverBy"]),
    state: text(row, "state") as OutboxState,
    resolved: list(row, "resolved"),
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
    content: content && { ...content, seed: row["seed"] as Uint8Array },
  };
}

/** Reads a row of `inbox`. */
export function toInbox(row: Row): InboxRow {
  const content = contentOf(row);
  return {
    ...texts(row, SHARED),
    ...texts(row, ["sender", "sealedDigest", "receivedAt"]),
    state: text(row, "state") as InboxRow["state"],
    resolved: list(row, "resolved"),
    receipts: list(row, "receipts"),
    mendBy: optional(row, "mend_by"),
    mendedBy: optional(row, "mended_by"),
    erasedAt: optional(row, "erased_at"),
    clock: toClock(row),
    content: content && {
      ...content,
      judgement: JSON.parse(text(row, "judgement")) as InboxContent["judgement"],
    },
  };
}

/** Columns of both boxes that are never null. */
const SHARED = ["id", "messageType", "purpose", "digest", "jwt", "eraseBy"] as const;

/** The content that both boxes keep; `undefined` once it is erased. */
function contentOf(row: Row): Omit<InboxContent, "judgement"> | undefined {
  if (row["message"] === null) return undefined;
  const message = JSON.parse(text(row, "message")) as DecodedMessage;
  return { ...texts(row, ["sdJwt", "exchangeId"]), message };
}

/** Reads a row of `refusal`. */
export function toRefusal(row: Row): RefusalRow {
  return {
    ...texts(row, ["sealedDigest", "code", "at"]),
    digest: optional(row, "digest"),
    sender: optional(row, "sender"),
    rules: list(row, "rules"),
    receipts: list(row, "receipts"),
  };
}

/** Reads a row of either box as a request without an answer. */
export function toOpenAnswer(row: Row): OpenAnswer {
  const clock = { from: text(row, "answer_from"), by: text(row, "answer_by") };
  return { ...texts(row, ["digest", "id", "other"]), own: row["own"] === 1, clock };
}

/** Reads a row of `event`. */
export function toEvent(row: Row): PlacedEvent {
  const given = Object.entries(row).filter((entry) => entry[1] !== null);
  return Object.fromEntries(given) as unknown as PlacedEvent;
}

/** Reads columns that are never null, by the names of the members: `eraseBy` is in `erase_by`. */
function texts<const Name extends string>(row: Row, names: readonly Name[]): Record<Name, string> {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const entries = names.map((name) => [name, text(row, column(name))]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** Reads a column that is never null. */
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

/** Reads a column that may be null. */
export function optional(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** Reads a column that holds a JSON array of texts. */
export function list(row: Row, column: string): readonly string[] {
  return JSON.parse(text(row, column)) as readonly string[];
}
