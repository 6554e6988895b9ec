import {
  evidenceOf,
  type HistoryKey,
  type HistoryStore,
  keysOf,
  type NoteFilter,
  otherOf,
  type StoredMention,
  type StoredNote,
  toldClasses,
} from "@safepassage/history";
import type { Insertable, Kysely } from "kysely";
import type { Async } from "../ports.ts";
import { flag, fromJson, orNull, toJson } from "./encode.ts";
import { prepared } from "./prepared.ts";
import type { SqlHistory } from "./sql-history.ts";
import type { Tables } from "./tables.ts";

/** Makes the history of single messages. */
export function createSqlHistory(db: Kysely<Tables>): SqlHistory {
  const { write, addKeys, removeKeys, removeMentions, remove } = createWriter(db);
  /** Changes the note of a message, if there is one. */
  const change = async (
    digest: string,
    work: (position: number, note: StoredNote) => Promise<void>,
  ): Promise<void> => {
    const [row] = (await FIND(db, { digest })).rows;
    if (row !== undefined) await work(row.position, fromJson(row.note));
  };

  return {
    ...createReader(db),
    async add({ mentions, ...note }) {
      const { message, digest } = note.record;
      const own = flag(note.own);
      const row = { message, own, other: otherOf(note), digest, note: toJson(note) };
      const { rows } = await INSERT(db, row);
      // An insert gives back the row that it made.
      const { position } = rows[0] as { readonly position: number };
      await addKeys(position, note);
      for (const { person, pseudonym, ...said } of mentions) {
        const mention = { position, own, person: orNull(person), pseudonym, said: toJson(said) };
        await MENTION(db, mention);
        if (person === undefined) continue;
        // The person behind the pseudonym is known now, also for what was said under it before.
        await NAME(db, { person, pseudonym });
      }
    },
    erase: (digest) =>
      change(digest, async (position, note) => {
        await removeMentions(position);
        await removeKeys(position, { only: ["source", "search", "breach"] });
        await write(position, evidenceOf(note));
      }),
    remove: (digest) => change(digest, remove),
    forget: (digest) =>
      change(digest, async (position, note) => {
        if (note.events === undefined) return remove(position);
        await removeMentions(position);
        await write(position, { ...note, undelivered: true });
        await removeKeys(position, { allBut: ["names"] });
      }),
    refuse: (digest) =>
      change(digest, async (position, note) => {
        await write(position, { ...note, undelivered: true });
        const kept =
          note.events === undefined ? (["source"] as const) : (["source", "names"] as const);
        await removeKeys(position, { allBut: kept });
      }),
    restore: (digest) =>
      change(digest, async (position, { undelivered, ...note }) => {
        if (undelivered === undefined) return;
        await write(position, note);
        await addKeys(position, note);
      }),
  };
}

type Kind = HistoryKey["kind"];

function createWriter(db: Kysely<Tables>) {
  const removeMentions = async (position: number): Promise<void> => {
    await db.deleteFrom("mention").where("position", "=", position).execute();
  };
  const removeKeys = async (
    position: number,
    which: { readonly only: readonly Kind[] } | { readonly allBut: readonly Kind[] },
  ): Promise<void> => {
    const keys = db.deleteFrom("history_key").where("position", "=", position);
    await ("only" in which
      ? keys.where("kind", "in", which.only)
      : which.allBut.reduce((rest, kind) => rest.where("kind", "<>", kind), keys)
    ).execute();
  };
  return {
    removeMentions,
    removeKeys,
    async write(position: number, note: StoredNote): Promise<void> {
      await db
        .updateTable("history")
        .set({ note: toJson(note) })
        .where("position", "=", position)
        .execute();
    },
    async addKeys(position: number, note: StoredNote): Promise<void> {
      const whose = { own: flag(note.own), other: otherOf(note), position };
      const rows = keysOf(note).map(({ kind, key }) => ({ kind, key, ...whose }));
      if (rows.length === 0) return;
      await KEYS(db, { rows });
    },
    async remove(position: number): Promise<void> {
      await removeMentions(position);
      await removeKeys(position, { allBut: [] });
      await db.deleteFrom("history").where("position", "=", position).execute();
    },
  };
}

function createReader(db: Kysely<Tables>): Async<HistoryStore> {
  const findById = async (id: string, other: string): Promise<StoredNote | undefined> => {
    const row = await db
      .selectFrom("history")
      .select("note")
      .where("message", "=", id)
      .where("other", "=", other)
      .orderBy("own", "desc")
      .orderBy("position", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && fromJson(row.note);
  };
  return {
    findById,
    async chainFrom(id, other, limit) {
      const chain: StoredNote[] = [];
      let next: string | undefined = id;
      while (next !== undefined && chain.length < limit) {
        const note = await findById(next, other);
        if (note === undefined) break;
        chain.push(note);
        next = note.record.inReplyTo;
      }
      return chain;
    },
    async find(digest) {
      const [row] = (await FIND(db, { digest })).rows;
      return row && fromJson(row.note);
    },
    async under(key, limit, only) {
      const { rows } = await NOTES(db, placesOf(key, limit, only));
      return rows.map(({ note }) => fromJson<StoredNote>(note)).reverse();
    },
    async digestsUnder(key, limit, only) {
      const { rows } = await DIGESTS(db, placesOf(key, limit, only));
      return rows.map(({ digest }) => digest).reverse();
    },
    async personBehind(pseudonym) {
      const [row] = (await PERSON_BEHIND(db, { pseudonym })).rows;
      return row?.person ?? undefined;
    },
    async mentionsOf(person, pseudonym, limit, own) {
      const { rows } = await MENTIONS(db, { person, pseudonym, limit, own: flag(own) });
      return toldClasses(rows.map(toMention).reverse());
    },
    async hasStrangers(prefix) {
      const { rows } = await STRANGERS(db, { from: prefix, to: `${prefix}~` });
      return rows.length > 0;
    },
  };
}

/** Which messages are meant, as the tables have it. */
type Places = HistoryKey & {
  readonly limit: number;
  readonly own: number | undefined;
  readonly other: string | undefined;
};

const placesOf = ({ kind, key }: HistoryKey, limit: number, only: NoteFilter): Places => ({
  ...{ kind, key, limit, other: only.other },
  own: only.own === undefined ? undefined : flag(only.own),
});

/** The newest messages under a key, newest first. Each side is read by itself: the index has that order. */
function newest(db: Kysely<Tables>, { kind, key, limit, own, other }: Places) {
  const ofSide = (side: number) => {
    const places = db
      .selectFrom("history_key")
      .select("position")
      .where("kind", "=", kind)
      .where("key", "=", key)
      .where("own", "=", side);
    return db
      .selectFrom(
        (other === undefined ? places : places.where("other", "=", other))
          .orderBy("position", "desc")
          .limit(limit)
          .as("side"),
      )
      .select("position");
  };
  const places = own === undefined ? ofSide(0).unionAll(ofSide(1)) : ofSide(own);
  return db
    .selectFrom(places.as("place"))
    .innerJoin("history", "history.position", "place.position")
    .orderBy("history.position", "desc")
    .limit(limit);
}

function toMention(
  row: Pick<Tables["mention"], "person" | "pseudonym" | "said"> & { readonly note: string },
): StoredMention {
  const { record, own, undelivered } = fromJson<StoredNote>(row.note);
  return {
    ...{ record, own, ...(undelivered && { undelivered }) },
    mention: {
      ...fromJson<Omit<StoredMention["mention"], "person" | "pseudonym">>(row.said),
      ...(row.person !== null && { person: row.person }),
      pseudonym: row.pseudonym,
    },
  };
}

const FIND = prepared((db, { digest }: { readonly digest: string }) =>
  db.selectFrom("history").select(["position", "note"]).where("digest", "=", digest),
);
const INSERT = prepared((db, row: Insertable<Tables["history"]>) =>
  db.insertInto("history").values(row).returning("position"),
);
const KEYS = prepared((db, { rows }: { readonly rows: readonly Tables["history_key"][] }) =>
  db
    .insertInto("history_key")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);
const MENTION = prepared((db, row: Tables["mention"]) => db.insertInto("mention").values(row));
const NAME = prepared((db, { person, pseudonym }: Record<"person" | "pseudonym", string>) =>
  db
    .updateTable("mention")
    .set({ person })
    .where("pseudonym", "=", pseudonym)
    .where("person", "is", null),
);
const NOTES = prepared((db, places: Places) => newest(db, places).select("note"));
const DIGESTS = prepared((db, places: Places) => newest(db, places).select("digest"));
const PERSON_BEHIND = prepared((db, { pseudonym }: { readonly pseudonym: string }) =>
  db
    .selectFrom("mention")
    .select("person")
    .where("pseudonym", "=", pseudonym)
    .where("person", "is not", null)
    .orderBy("position", "desc")
    .limit(1),
);
const STRANGERS = prepared((db, { from, to }: Record<"from" | "to", string>) =>
  db
    .selectFrom("mention")
    .select("pseudonym")
    .where((or) => or.or([or("person", "<", from), or("person", ">=", to)]))
    .limit(1),
);
const MENTIONS = prepared(
  (
    db,
    {
      person,
      pseudonym,
      limit,
      own,
    }: Record<"person" | "pseudonym", string> & Record<"limit" | "own", number>,
  ) => {
    const ofSide = (column: "person" | "pseudonym", value: string) =>
      db
        .selectFrom(
          db
            .selectFrom("mention")
            .select(["position", "person", "pseudonym", "said"])
            .where(column, "=", value)
            .where("own", "=", own)
            .orderBy("position", "desc")
            .limit(limit)
            .as(`by_${column}`),
        )
        .select(["position", "person", "pseudonym", "said"]);
    return db
      .selectFrom(ofSide("person", person).union(ofSide("pseudonym", pseudonym)).as("one"))
      .innerJoin("history", "history.position", "one.position")
      .select(["note", "one.person", "one.pseudonym", "one.said"])
      .orderBy("one.position", "desc")
      .limit(limit);
  },
);
