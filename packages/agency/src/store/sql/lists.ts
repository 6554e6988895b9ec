import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import type {
  BoxFilter,
  EventFilter,
  ListedInbox,
  ListedOutbox,
  Part,
  PlacedEvent,
  RefusalFilter,
  RefusalRow,
} from "../rows.ts";
import {
  INBOX_LISTED,
  OUTBOX_LISTED,
  toListedInbox,
  toListedOutbox,
  toPlacedEvent,
  toRefusal,
} from "./rows.ts";
import type { Tables } from "./tables.ts";

/** Lists messages received before a place, newest first. */
export async function listInbox(
  db: Kysely<Tables>,
  filter: BoxFilter,
  limit: number,
  before?: number,
): Promise<Part<ListedInbox>> {
  const from = before ?? (await endOf(db, "inbox"));
  const isMost = filter.state === "accepted";
  const floor = floorOf(filter, from, isMost);
  const rows = await db
    .selectFrom("inbox")
    .select(INBOX_LISTED)
    .where(
      admitted(filter, { from, floor, limit, table: "inbox", party: "sender", at: "received_at" }),
    )
    .orderBy("position", "desc")
    .limit(limit + 1)
    .execute();
  return partOf(rows.map(toListedInbox), limit, floor);
}

/** Lists messages sent before a place, newest first. */
export async function listOutbox(
  db: Kysely<Tables>,
  filter: BoxFilter,
  limit: number,
  before?: number,
): Promise<Part<ListedOutbox>> {
  const from = before ?? (await endOf(db, "outbox"));
  const floor = floorOf(filter, from);
  const rows = await db
    .selectFrom("outbox")
    .select(OUTBOX_LISTED)
    .where(
      admitted(filter, {
        from,
        floor,
        limit,
        table: "outbox",
        party: "recipient",
        at: "created_at",
      }),
    )
    .orderBy("position", "desc")
    .limit(limit + 1)
    .execute();
  return partOf(rows.map(toListedOutbox), limit, floor);
}

/** Lists refusals before a place, newest first. */
export async function listRefusals(
  db: Kysely<Tables>,
  { sender, code, since, until }: RefusalFilter,
  limit: number,
  before?: number,
): Promise<Part<RefusalRow>> {
  const from = before ?? (await endOf(db, "refusal"));
  const isFiltered = [sender, code, since, until].some((one) => one !== undefined);
  const floor = isFiltered ? Math.max(1, from - MOST_REFUSALS) : 1;
  const rows = await db
    .selectFrom("refusal")
    .selectAll()
    .where("position", "<", from)
    .where("position", ">=", floor)
    .$if(sender !== undefined, (query) => query.where("sender", "=", sender ?? ""))
    .$if(code !== undefined, (query) => query.where("code", "=", code ?? ""))
    .$if(since !== undefined, (query) => query.where("at", ">=", since ?? ""))
    .$if(until !== undefined, (query) => query.where("at", "<", until ?? ""))
    .orderBy("position", "desc")
    .limit(limit + 1)
    .execute();
  const placed = rows.map((row) => ({ ...toRefusal(row), position: row.position }));
  return partOf(placed, limit, floor);
}

/** Lists events of some kinds before a place, newest first. */
export async function listEvents(
  db: Kysely<Tables>,
  kinds: readonly string[],
  { ref, since, until }: EventFilter,
  { limit, before }: { readonly limit: number; readonly before: number | undefined },
): Promise<Part<PlacedEvent>> {
  const from = before ?? (await endOf(db, "event"));
  const floor = ref === undefined ? Math.max(1, from - MOST_EXAMINED) : 1;
  // As an expression, so that what is about one message is read and sorted, and not all that was recorded.
  const place = ref === undefined ? sql<number>`position` : sql<number>`position + 0`;
  const rows = await db
    .selectFrom("event")
    .selectAll()
    // As an expression, the kind leads to no index that would have to be sorted.
    .where(sql<string>`kind || ''`, "in", kinds)
    .where(place, "<", from)
    .where(place, ">=", floor)
    // '!' is the character after the space, behind which a ref may name something more.
    .$if(ref !== undefined, (query) =>
      query.where("ref", ">=", ref ?? "").where("ref", "<", `${ref}!`),
    )
    .$if(since !== undefined, (query) => query.where("at", ">=", since ?? ""))
    .$if(until !== undefined, (query) => query.where("at", "<", until ?? ""))
    .orderBy(place, "desc")
    .limit(limit + 1)
    .execute();
  return partOf(rows.map(toPlacedEvent), limit, floor);
}

/** The place after the last row. */
async function endOf(
  db: Kysely<Tables>,
  table: "inbox" | "outbox" | "refusal" | "event",
): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select("position")
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return (row?.position ?? 0) + 1;
}

interface Bounds {
  readonly from: number;
  readonly floor: number | undefined;
  readonly limit: number;
  readonly table: "inbox" | "outbox";
  readonly party: "sender" | "recipient";
  readonly at: "received_at" | "created_at";
}

/** What a row must be to be listed. */
function admitted(filter: BoxFilter, bounds: Bounds): Expression<SqlBool> {
  const { floor, limit, table } = bounds;
  const all = sql.join(conditions(filter, bounds), sql` and `);
  if (floor === undefined) return sql<SqlBool>`${all}`;
  // The index of the list has all that is asked: a row, with what it says, is read only if it is listed.
  return sql<SqlBool>`position in (
    select position from ${sql.table(table)} where ${all} order by position desc limit cast(${limit + 1} as integer))`;
}

function conditions(
  { other, state, messageType, purpose, since, until, isErased }: BoxFilter,
  { from, floor, party, at }: Bounds,
): readonly Expression<SqlBool>[] {
  const is = (column: string, compare: "=" | "<" | ">=", value: string | number | undefined) =>
    value === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} ${sql.raw(compare)} ${value}`];
  const isExamined = floor !== undefined;
  return [
    ...is("position", "<", from),
    ...is("position", ">=", floor),
    ...(isExamined ? isAmong(party, other) : is(party, "=", other)),
    ...(isExamined ? isAmong("state", state) : isState(state)),
    ...is("message_type", "=", messageType),
    ...is("purpose", "=", purpose),
    ...is(at, ">=", since),
    ...is(at, "<", until),
    ...(isErased === undefined ? [] : [isErased ? ERASED : HELD]),
  ];
}

/** As an expression, a column leads to no index of its own, which has less than that of the list. */
const isAmong = (column: string, value: string | undefined) =>
  value === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} || '' = ${value}`];

/** As a word, since the index of the quarantine is for this word. */
const isState = (state: string | undefined) =>
  state === undefined ? [] : [sql<SqlBool>`state = ${sql.lit(state)}`];

const ERASED = sql<SqlBool>`erased_at is not null`;
const HELD = sql<SqlBool>`erased_at is null`;

/**
 * The place at which a part ends, however few rows it has found; none if an index leads to its rows. Without, a filter that admits
 * little would read all of a large table.
 *
 * @param isMost - Whether the filter asks for the state of the inbox that most rows have, and that has no index.
 */
function floorOf(
  { other, state, ...rest }: BoxFilter,
  from: number,
  isMost = false,
): number | undefined {
  const isPlain = Object.values(rest).every((one) => one === undefined);
  const isIndexed = isPlain && !isMost && (other === undefined || state === undefined);
  return isIndexed ? undefined : Math.max(1, from - MOST_EXAMINED);
}

function partOf<Row extends { readonly position: number }>(
  rows: readonly Row[],
  limit: number,
  floor = 1,
): { readonly rows: readonly Row[]; readonly next: number | undefined } {
  if (rows.length > limit) {
    const shown = rows.slice(0, limit);
    return { rows: shown, next: shown.at(-1)?.position };
  }
  return { rows, next: floor > 1 ? floor : undefined };
}

/** Most rows that one part looks at. */
const MOST_EXAMINED = 20_000;
/** The same for refusals, of which the rows are read, with their receipts. */
const MOST_REFUSALS = 4000;
