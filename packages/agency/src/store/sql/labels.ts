import type { Kysely } from "kysely";
import type { LabelledMessages } from "../ports.ts";
import { flag } from "./encode.ts";
import { createHeldKeys } from "./held-keys.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of labels. They are keys by which messages are found, and go with them. */
export const createSqlLabels = (db: Kysely<Tables>): LabelledMessages => ({
  async add(box, digest, labels) {
    const other = box === "inbox" ? "sender as other" : "recipient as other";
    const row = await db
      .selectFrom(box)
      .select(other as "digest as other")
      .where("digest", "=", digest)
      .where("content", "is not", null)
      .executeTakeFirst();
    if (row === undefined) return false;
    await createHeldKeys(db).label({ digest, own: box === "outbox", other: row.other }, labels);
    return true;
  },
  async find({ kind, name }, limit) {
    const rows = await db
      .selectFrom("held_key")
      .select(["digest", "own"])
      .where("kind", "=", kind)
      .where("key", "=", name)
      .limit(limit)
      .execute();
    return rows.map(({ digest, own }) => ({ digest, own: own === flag(true) }));
  },
  async noted(person, limit) {
    const rows = await db
      .selectFrom("mention")
      .innerJoin("history", "history.position", "mention.position")
      .innerJoin("outbox", "outbox.digest", "history.digest")
      .select("outbox.digest")
      .distinct()
      .where("mention.person", "=", person)
      .where("mention.own", "=", flag(true))
      .where("outbox.content", "is not", null)
      .where("outbox.state", "<>", "replaced")
      .limit(limit)
      .execute();
    return rows.map(({ digest }) => digest);
  },
});
