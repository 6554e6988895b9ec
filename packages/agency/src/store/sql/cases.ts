import type { Kysely } from "kysely";
import type { Cases } from "../ports.ts";
import { flag } from "./encode.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of cases. They are keys by which messages are found, and go with them. */
export const createSqlCases = (db: Kysely<Tables>): Cases => ({
  async file(box, digest, name) {
    const other = box === "inbox" ? "sender as other" : "recipient as other";
    const row = await db
      .selectFrom(box)
      .select(other as "digest as other")
      .where("digest", "=", digest)
      .where("content", "is not", null)
      .executeTakeFirst();
    if (row === undefined) return false;
    await db
      .insertInto("held_key")
      .values({ kind: KIND, key: name, own: flag(box === "outbox"), other: row.other, digest })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  },
  async of(name, limit) {
    const rows = await db
      .selectFrom("held_key")
      .select(["digest", "own"])
      .where("kind", "=", KIND)
      .where("key", "=", name)
      .limit(limit)
      .execute();
    return rows.map(({ digest, own }) => ({ digest, own: own === 1 }));
  },
});

const KIND = "case";
