import { type Insertable, type Kysely, sql } from "kysely";
import type { Changes, Erasures, Events, Marks, ReplayMemory, Replies } from "../ports.ts";
import type { ChangeRow, PendingReply, Placed, PlacedEvent, StoredReply } from "../rows.ts";
import { fromJson, orNull, toJson, withoutNull } from "./encode.ts";
import { listEvents } from "./lists.ts";
import { partnersIn } from "./partners.ts";
import { prepared } from "./prepared.ts";
import { toEvent, toPlacedEvent } from "./rows.ts";
import type { Tables } from "./tables.ts";

/** Makes the memory of received messages. */
export function createSqlReplay(db: Kysely<Tables>): ReplayMemory {
  // A message in the inbox keeps its id for good, even after its time in this memory.
  const seenId = async (iss: string, jti: string): Promise<boolean> => {
    const { rows } = await SEEN_ID(db, { iss, jti });
    return rows.length > 0;
  };
  const seenDigest = async (digest: string): Promise<boolean> => {
    const { rows } = await SEEN_DIGEST(db, { digest });
    return rows.length > 0;
  };
  return {
    has: async ({ iss, jti, digest }) => (await seenId(iss, jti)) || (await seenDigest(digest)),
    hasDigest: seenDigest,
    async insert({ iss, jti, digest, keepUntil }) {
      if (await seenId(iss, jti)) return "seen-jti";
      if (await seenDigest(digest)) return "seen-digest";
      const row = { iss, jti, keep_until: keepUntil.getTime() };
      await KEEP_ID(db, row);
      await KEEP_DIGEST(db, { digest });
      return "new";
    },
    async prune(now) {
      const { numDeletedRows } = await db
        .deleteFrom("replay_id")
        .where("keep_until", "<=", now.getTime())
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

const SEEN_ID = prepared((db, { iss, jti }: Record<"iss" | "jti", string>) =>
  db
    .selectFrom("replay_id")
    .select("jti")
    .where("iss", "=", iss)
    .where("jti", "=", jti)
    .unionAll(
      db.selectFrom("inbox").select("id as jti").where("sender", "=", iss).where("id", "=", jti),
    ),
);
const SEEN_DIGEST = prepared((db, { digest }: Tables["replay_digest"]) =>
  db.selectFrom("replay_digest").select("digest").where("digest", "=", digest),
);
const KEEP_ID = prepared((db, row: Tables["replay_id"]) => db.insertInto("replay_id").values(row));
const KEEP_DIGEST = prepared((db, row: Tables["replay_digest"]) =>
  db.insertInto("replay_digest").values(row),
);

/** Makes the port of replies that wait to be signed. */
export function createSqlReplies(db: Kysely<Tables>): Replies {
  return {
    async add(reply) {
      const waits = { attempts: 0, next_attempt: 0, paused_at: 0 };
      await db
        .insertInto("reply")
        .values({ id: reply.id, reply: toJson(reply), ...waits })
        .execute();
    },
    async due(now, limit) {
      return (await DUE(db, { now, limit })).rows.map(toReply);
    },
    async find(id) {
      const row = await db
        .selectFrom("reply")
        .select(["reply", "attempts"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row && toReply(row);
    },
    async postpone(id, { nextAttempt, pausedAt }) {
      await db
        .updateTable("reply")
        .set((add) => ({
          ...{ attempts: add("attempts", "+", 1), next_attempt: nextAttempt, paused_at: pausedAt },
        }))
        .where("id", "=", id)
        .execute();
    },
    async remove(id) {
      await db.deleteFrom("reply").where("id", "=", id).execute();
    },
  };
}

const DUE = prepared((db, { now, limit }: Record<"now" | "limit", number>) =>
  db
    .selectFrom("reply")
    .select(["reply", "attempts"])
    .where((or) => or.or([or("next_attempt", "<=", now), or("paused_at", ">", now)]))
    .orderBy("next_attempt")
    .orderBy("position")
    .limit(limit),
);

const toReply = (row: { readonly reply: string; readonly attempts: number }): StoredReply => ({
  ...fromJson<PendingReply>(row.reply),
  attempts: row.attempts,
});

/** Makes the port of erasures that are on their way. */
export const createSqlErasures = (db: Kysely<Tables>): Erasures => ({
  async isPending(digest) {
    const { rows } = await PENDING(db, { digest });
    return rows.length > 0;
  },
});

const PENDING = prepared((db, { digest }: { readonly digest: string }) =>
  db.selectFrom("erasing").select("digest").where("digest", "=", digest),
);

/** Makes the port of events, which are kept for good. */
export function createSqlEvents(db: Kysely<Tables>): Events {
  /** Places first, by their index alone: of a kind that is rare, no engine then looks through all that was recorded beside it. */
  const page = async (
    kind: string,
    which: "<" | ">",
    { position, limit }: Record<"position" | "limit", number>,
  ): Promise<readonly PlacedEvent[]> => {
    const order = which === "<" ? "desc" : "asc";
    const places = db
      .selectFrom("event")
      .select("position")
      .where("kind", "=", kind)
      .where("position", which, position)
      .orderBy("position", order)
      .limit(limit);
    const rows = await db
      .selectFrom("event")
      .selectAll()
      .where("position", "in", places)
      .orderBy("position", order)
      .execute();
    return rows.map(toPlacedEvent);
  };
  return {
    async add({ kind, at, code, ref, country, authority, role, actor }) {
      await ADD_EVENT(db, {
        ...{ kind, at, code: orNull(code), ref: orNull(ref), country: orNull(country) },
        ...{ authority: orNull(authority), role: orNull(role), actor: orNull(actor) },
      });
    },
    has: async (kind, ref, code) => (await HAS_EVENT(db, { kind, ref, code })).rows.length > 0,
    about: async (kind, digest) => (await ABOUT(db, subjectOf(kind, digest))).rows.map(toEvent),
    partners: (refs) => partnersIn(db, refs),
    of: async (digest, limit, before = Number.MAX_SAFE_INTEGER) =>
      (
        await db
          .selectFrom("event")
          .selectAll()
          .where("ref", ">=", digest)
          .where("ref", "<", `${digest}!`)
          .where(PLACE, "<", before)
          .orderBy(PLACE, "desc")
          .limit(limit)
          .execute()
      ).map(toPlacedEvent),
    last: async (kind, digest, limit) =>
      (await about(db, subjectOf(kind, digest)).orderBy("ref", "desc").limit(limit).execute()).map(
        toEvent,
      ),
    after: (kind, position, limit) => page(kind, ">", { position, limit }),
    before: async (kind, position, limit, digest) =>
      digest === undefined
        ? page(kind, "<", { position, limit })
        : (await ABOUT_BEFORE(db, { ...subjectOf(kind, digest), position, limit })).rows.map(
            toPlacedEvent,
          ),
    list: (kinds, filter, limit, before) => listEvents(db, kinds, filter, { limit, before }),
  };
}

const PLACE = sql<number>`position + 0`;
const ADD_EVENT = prepared((db, row: Insertable<Tables["event"]>) =>
  db.insertInto("event").values(row),
);
type Subject = Record<"kind" | "digest" | "after", string>;
// '!' is the character after the space.
const subjectOf = (kind: string, digest: string): Subject => ({
  kind,
  digest,
  after: `${digest}!`,
});
const about = (db: Kysely<Tables>, { kind, digest, after }: Subject) =>
  db
    .selectFrom("event")
    .selectAll()
    .where("kind", "=", kind)
    .where("ref", ">=", digest)
    .where("ref", "<", after);
const ABOUT = prepared((db, subject: Subject) => about(db, subject).orderBy("position"));
// As an expression, so that what is about the digest is read and sorted, and not all of the kind.
const ABOUT_BEFORE = prepared(
  (db, { position, limit, ...subject }: Subject & Record<"position" | "limit", number>) =>
    about(db, subject).where(PLACE, "<", position).orderBy(PLACE, "desc").limit(limit),
);
const HAS_EVENT = prepared((db, { kind, ref, code }: Having) => {
  const some = db
    .selectFrom("event")
    .select("position")
    .where("kind", "=", kind)
    .where("ref", "=", ref);
  return (code === undefined ? some : some.where("code", "=", code)).limit(1);
});
type Having = Record<"kind" | "ref", string> & { readonly code: string | undefined };

/** Makes the port of the program's notes about itself. */
export const createSqlMarks = (db: Kysely<Tables>): Marks => ({
  async get(name) {
    const { rows } = await MARK(db, { name });
    return rows[0]?.value;
  },
  async set(name, value) {
    await SET_MARK(db, { name, value });
  },
  async replace(name, before, value) {
    const { numAffectedRows } = await REPLACE_MARK(db, { name, before, value });
    return numAffectedRows === 1n;
  },
});

const MARK = prepared((db, { name }: Pick<Tables["mark"], "name">) =>
  db.selectFrom("mark").select("value").where("name", "=", name),
);
const SET_MARK = prepared((db, { name, value }: Tables["mark"]) =>
  db
    .insertInto("mark")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value })),
);

const REPLACE_MARK = prepared(
  (db, { name, before, value }: Tables["mark"] & { readonly before: string }) =>
    db.updateTable("mark").set({ value }).where("name", "=", name).where("value", "=", before),
);

/** Makes the port of what those who follow are told. */
export function createSqlChanges(db: Kysely<Tables>): Changes {
  return {
    async add(changes) {
      await ADD(db, { rows: changes.map((change) => ({ ...change, code: orNull(change.code) })) });
    },
    async after(position, limit) {
      const { rows } = await AFTER(db, { position, limit });
      return rows.map((row) => withoutNull(row) as Placed<ChangeRow>);
    },
    async span() {
      // Each by the index: asked for together they would read every row.
      const end = (which: "min" | "max") =>
        db.selectFrom("change").select(({ fn }) => fn[which]("position").as("end"));
      const { first, last } = await db
        .selectNoFrom([end("min").as("first"), end("max").as("last")])
        .executeTakeFirstOrThrow();
      return { first: Number(first ?? 0), last: Number(last ?? 0) };
    },
    async forget(before, limit) {
      // Only the first ones are looked at, since later ones are younger.
      const first = db
        .selectFrom("change")
        .select(["position", "at"])
        .orderBy("position")
        .limit(limit)
        .as("first");
      const old = db.selectFrom(first).select("position").where("at", "<", before);
      // The newest one stays: SQLite would begin to count anew, and a program that waits for what comes after it would wait in vain.
      const newest = db.selectFrom("change").select(({ fn }) => fn.max("position").as("position"));
      const { numDeletedRows } = await db
        .deleteFrom("change")
        .where("position", "in", old)
        .where("position", "<", newest)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

const ADD = prepared((db, { rows }: { readonly rows: readonly Insertable<Tables["change"]>[] }) =>
  db.insertInto("change").values(rows),
);
const AFTER = prepared((db, { position, limit }: Record<"position" | "limit", number>) =>
  db
    .selectFrom("change")
    .selectAll()
    .where("position", ">", position)
    .orderBy("position")
    .limit(limit),
);
