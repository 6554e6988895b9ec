import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Lists the messages of one box whose erasure is due before a day, as digests, longest due first. */
export async function overdueIn(
  db: Kysely<Tables>,
  box: "inbox" | "outbox",
  day: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom(box)
    .select("digest")
    .where("erase_by", "<", day)
    .where("erased_at", "is", null)
    .orderBy("erase_by")
    .orderBy("position")
    .limit(limit)
    .execute();
  return rows.map(({ digest }) => digest);
}

/**
 * Whether no event of a kind is about the message of a row of one box.
 *
 * @param since - Column with the time from which on events count. One that is moved is noted again once it has passed.
 */
export const isNotNoted = (kind: string, since?: "answer_by"): RawBuilder<boolean> => {
  const counts = since === undefined ? sql`` : sql` and at >= ${sql.ref(since)}`;
  return sql<boolean>`not exists (select 1 from event where kind = ${kind} and ref = digest${counts})`;
};

/** Notes that the key of a message is to be destroyed as soon as the transaction is durable. */
export async function noteErasure(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
  await db
    .insertInto("erasing")
    .values({ digest, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
