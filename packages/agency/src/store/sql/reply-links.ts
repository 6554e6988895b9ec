import type { Kysely } from "kysely";
import type { ReplyLinks } from "../ports.ts";
import { ANSWERS } from "./held-keys.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of what answers what. It is a key of the message that answers, and goes with it. */
export const createSqlReplyLinks = (db: Kysely<Tables>): ReplyLinks => ({
  async answered(digests) {
    if (digests.length === 0) return new Map();
    const rows = await db
      .selectFrom("held_key")
      .select(["digest", "key"])
      .where("digest", "in", digests)
      .where("kind", "=", ANSWERS)
      .execute();
    return new Map(rows.map(({ digest, key }) => [digest, key]));
  },
  async answering(digest, limit) {
    const rows = await db
      .selectFrom("held_key")
      .select("digest")
      .where("kind", "=", ANSWERS)
      .where("key", "=", digest)
      .orderBy("digest")
      .limit(limit)
      .execute();
    return rows.map((row) => row.digest);
  },
});
