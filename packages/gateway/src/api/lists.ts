import {
  ACT_KINDS,
  type ActKind,
  ALARM_KINDS,
  actorOf,
  type EventFilter,
  isSameOfficer,
  type Part,
  type PlacedEvent,
  type Tx,
} from "@safepassage/agency";
import { besideOf, toAlarmEntry, toInboxEntry, toOutboxEntry, toRefusalEntry } from "./entries.ts";
import type { ApiContext, Handlers } from "./handler.ts";
import { pages } from "./pages.ts";

/** Handlers of the lists. */
export const listHandlers: Handlers<
  "listInbox" | "listOutbox" | "listRefusals" | "listAlarms" | "listActs" | "findActs"
> = {
  listInbox(context, { query }) {
    const { limit = PAGE, cursor, sender: other, erased: isErased, ...filter } = query;
    const page = pages(context.cursors, "inbox", query);
    return context.store.transaction(async (tx) => {
      const from = page.from(cursor);
      const { rows, next } = await tx.inbox.list({ ...filter, other, isErased }, limit, from);
      const beside = await besideOf(context, tx, rows);
      return page.of(
        rows.map((row) => toInboxEntry(row, beside)),
        next,
      );
    });
  },

  listOutbox(context, { query }) {
    const { limit = PAGE, cursor, recipient: other, erased: isErased, ...filter } = query;
    const page = pages(context.cursors, "outbox", query);
    return context.store.transaction(async (tx) => {
      const from = page.from(cursor);
      const { rows, next } = await tx.outbox.list({ ...filter, other, isErased }, limit, from);
      const beside = await besideOf(context, tx, rows);
      return page.of(
        rows.map((row) => toOutboxEntry(row, beside)),
        next,
      );
    });
  },

  async listRefusals({ store, cursors }, { query }) {
    const { limit = PAGE, cursor, ...filter } = query;
    const page = pages(cursors, "refusals", query);
    const { rows, next } = await store.transaction((tx) =>
      tx.inbox.listRefusals(filter, limit, page.from(cursor)),
    );
    return page.of(rows.map(toRefusalEntry), next);
  },

  async listAlarms({ store, cursors, onError }, { query }) {
    const { limit = PAGE, cursor, ref, event: kind } = query;
    const page = pages(cursors, "alarms", query);
    const before = page.from(cursor) ?? Number.MAX_SAFE_INTEGER;
    return store.transaction(async (tx) => {
      const { rows, next } = await newest(tx, kind === undefined ? ALARM_KINDS : [kind], {
        before,
        limit,
        ref,
      });
      const entries = [];
      for (const event of rows) entries.push(await toAlarmEntry(tx, event, onError));
      return page.of(entries, next);
    });
  },

  listActs: (context, { query }) => listActs(context, query),
  findActs: (context, { body }) => listActs(context, body),
};

/** The newest events of some kinds before a place, of one message if it is named. */
async function newest(
  { events }: Tx,
  kinds: readonly string[],
  {
    before,
    limit,
    ref,
  }: { readonly before: number; readonly limit: number; readonly ref?: string | undefined },
): Promise<{ readonly rows: readonly PlacedEvent[]; readonly next: number | undefined }> {
  const found: PlacedEvent[] = [];
  for (const kind of kinds) found.push(...(await events.before(kind, before, limit + 1, ref)));
  const sorted = found.sort((a, b) => b.position - a.position);
  const rows = sorted.slice(0, limit);
  return { rows, next: sorted.length > limit ? rows.at(-1)?.position : undefined };
}

async function listActs({ store, cursors, officerKey }: ApiContext, asked: ActsAsked) {
  const { limit = PAGE, cursor, act, ...filter } = asked;
  const page = pages(cursors, "acts", asked);
  const kinds = act === undefined ? ACT_KINDS : [act];
  const from = { before: page.from(cursor), limit };
  const { rows, next } = await store.transaction((tx) =>
    actsIn(tx, kinds, { ...filter, officerKey }, from),
  );
  const entries = rows.map((event) => {
    const { kind, at, ref, code, role } = event;
    return { act: kind as ActKind, at, ref, code, role, officer: actorOf(event, officerKey) };
  });
  return page.of(entries, next);
}

interface ActsAsked extends EventFilter {
  readonly act?: ActKind | undefined;
  readonly officer?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Acts before a place, newest first. Each names its officer in another way, so all are looked at to find those of one. */
async function actsIn(
  tx: Tx,
  kinds: readonly string[],
  { officer, officerKey, ...filter }: ActFilter,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<Part<PlacedEvent>> {
  const { ref, since, until } = filter;
  if (officer !== undefined) {
    const { rows, next } = await tx.events.list(kinds, filter, MOST_READ, before);
    const found = rows.filter((event) => isSameOfficer(actorOf(event, officerKey) ?? "", officer));
    const shown = found.slice(0, limit);
    return { rows: shown, next: found.length > limit ? shown.at(-1)?.position : next };
  }
  // Kind by kind: of one that is rare, the list of all would look through what was recorded beside it.
  return ref === undefined && since === undefined && until === undefined
    ? newest(tx, kinds, { before: before ?? Number.MAX_SAFE_INTEGER, limit })
    : tx.events.list(kinds, filter, limit, before);
}

interface ActFilter extends EventFilter {
  readonly officer?: string | undefined;
  readonly officerKey: Uint8Array;
}

const PAGE = 50;
/** Acts that are looked at for one page, where the officer of each has to be read. */
const MOST_READ = 2000;
