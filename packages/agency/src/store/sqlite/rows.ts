import type { AnswerClock, InboxContent, InboxRow, OutboxRow, PlacedEvent } from "../rows.ts";

/** Prepared statements over the one connection of the store. */
export interface Statements {
  /** Returns the number of rows changed. */
  run(sql: string, values: Values): number;
  /** Adds a row: each value goes to the column of its name, `eraseBy` to `erase_by`. */
  insert(into: string, values: Values): void;
  /** Changes the members of a row that are given; `null` empties a column. */
  update(table: string, id: string, values: Values): void;
  one<T>(sql: string, values: Values, read: (row: Row) => T): T | undefined;
  all<T>(sql: string, values: Values, read: (row: Row) => T): readonly T[];
  /** Whether a question finds any row. */
  has(sql: string, values: Values): boolean;
}

/** Values by name: lists and objects are stored as JSON, truth as 0 or 1, `undefined` as NULL. */
type Values = object;

/** A row: the columns by the names of their members, NULL as `undefined`. */
export type Row = Readonly<Record<string, unknown>>;

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
    digestOf,
  );

/** Reads a row of `outbox`. */
export function toOutbox(row: Row): OutboxRow {
  const content = contentOf(row);
  return {
    ...members(row, SHARED),
    ...members(row, ["recipient", "sdHash", "createdAt", "deliverBy", "certificate", "sealed"]),
    ...members(row, ["attempts", "posted", "nextAttempt", "pausedAt", "lastError"]),
    clock: clockOf(row),
    content: content && { ...content, ...members(row, ["seed"]) },
  };
}

/** Reads a row of `inbox`. */
export function toInbox(row: Row): InboxRow {
  const content = contentOf(row);
  return {
    ...members(row, SHARED),
    ...members(row, ["sender", "sealedDigest", "receivedAt", "mendBy", "mendedBy"]),
    clock: clockOf(row),
    content: content && { ...content, ...members(row, ["judgement"]) },
  };
}

const SHARED = [
  ...(["id", "state", "messageType", "purpose", "digest", "resolved"] as const),
  ...(["jwt", "receipts", "eraseBy", "erasedAt"] as const),
];

/** The content that both boxes keep; `undefined` once it is erased. */
function contentOf(row: Row): Omit<InboxContent, "judgement"> | undefined {
  return row["message"] === undefined
    ? undefined
    : members(row, ["sdJwt", "exchangeId", "message"]);
}

function clockOf(row: Row): AnswerClock | undefined {
  if (row["answerBy"] === undefined) return undefined;
  const { answerFrom: from, answerBy: by, answeredAt } = members(row, ANSWER);
  return { from, by, ...(answeredAt === undefined ? {} : { answeredAt }) };
}

const ANSWER = ["answerFrom", "answerBy", "answeredAt"] as const;

/** Reads a row of `event`: members without a value are left out. */
export function toEvent(row: Row): PlacedEvent {
  const given = Object.entries(row).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(given) as unknown as PlacedEvent;
}

/** Reads members. The tables are strict, so the columns have the right types. */
export function members<const Name extends string>(
  row: Row,
  names: readonly Name[],
): Record<Name, never> {
  const read = (name: string): unknown => {
    const value = row[name];
    if (FLAGS.has(name)) return value === 1;
    return JSON_MEMBERS.has(name) && value !== undefined ? JSON.parse(String(value)) : value;
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, never>;
}

const FLAGS: ReadonlySet<string> = new Set(["emergency", "own", "posted"]);
/** Members that are stored as JSON. */
const JSON_MEMBERS: ReadonlySet<string> = new Set([
  "judgement",
  "message",
  "receipts",
  "resolved",
  "rules",
]);

/** Reads a column that is never null. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} is not a text`);
  return value;
}

export const digestOf = (row: Row): string => text(row, "digest");

/** Reads what `count(*) AS rows` counted. */
export const countOf = (row: Row): number => Number(row["rows"]);
