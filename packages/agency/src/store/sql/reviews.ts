import { type Kysely, sql } from "kysely";
import type { Reviews } from "../ports.ts";
import { orNull } from "./encode.ts";
import { isNotNoted } from "./retention.ts";
import { REVIEWS_MARK } from "./review-tables.ts";
import { createSqlMarks } from "./small-ports.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of the reviews that are due of messages received. */
export function createSqlReviews(db: Kysely<Tables>): Reviews {
  /** What is erased needs no review. */
  const due = () =>
    db.selectFrom("inbox").where("review_by", "is not", null).where("erased_at", "is", null);
  return {
    async set(digest, by) {
      await db
        .updateTable("inbox")
        .set({ review_by: orNull(by) })
        .where("digest", "=", digest)
        .execute();
    },
    async open({ from = "", by }, limit, after = { by: from, digest: "" }) {
      const rows = await due()
        .select([...["digest", "id", "sender", "purpose"], "message_type as messageType"] as const)
        .select(["erase_by as eraseBy", "review_by as reviewBy"])
        .where("review_by", ">=", after.by)
        .where((or) => or.or([or("review_by", ">", after.by), or("digest", ">", after.digest)]))
        .$if(by !== undefined, (some) => some.where("review_by", "<=", by ?? ""))
        .orderBy("review_by")
        .orderBy("digest")
        .limit(limit)
        .execute();
      return rows.map(({ reviewBy, ...row }) => ({ ...row, reviewBy: reviewBy ?? "" }));
    },
    async among(digests) {
      if (digests.length === 0) return new Map();
      const rows = await due()
        .select(["digest", "review_by"])
        // As an expression, so that the index of what is due is read, and no row with its content.
        .where("review_by", ">=", "")
        .where(sql<string>`digest || ''`, "in", digests)
        .execute();
      return new Map(rows.map(({ digest, review_by: by }) => [digest, by ?? ""]));
    },
    async overdue(day, limit) {
      const rows = await due()
        .select("digest")
        .where("review_by", "<", day)
        .where(isNotNoted("retentionReviewOverdue"))
        .orderBy("review_by")
        .limit(limit)
        .execute();
      return rows.map(({ digest }) => digest);
    },
    async count(day) {
      const { open, overdue } = await due()
        .select(({ fn }) => [
          fn.countAll<number>().as("open"),
          fn.countAll<number>().filterWhere("review_by", "<", day).as("overdue"),
        ])
        .executeTakeFirstOrThrow();
      return { open, overdue };
    },
    async takeUnread(limit) {
      const marks = createSqlMarks(db);
      const place = Number((await marks.get(REVIEWS_MARK)) ?? 0);
      if (place === 0) return { rows: [], isMore: false };
      // Backwards: what came last is held longest. By places alone, so that each part is short.
      const rows = await db
        .selectFrom("inbox")
        .select(["position", "digest", "jwt", "erased_at"])
        .where("position", "<=", place)
        .orderBy("position", "desc")
        .limit(limit)
        .execute();
      const last = rows.length < limit ? undefined : rows.at(-1);
      const next = last === undefined ? 0 : Math.max(0, last.position - 1);
      await marks.set(REVIEWS_MARK, String(next));
      const held = rows.filter((row) => row.erased_at === null);
      return { rows: held.map(({ digest, jwt }) => ({ digest, jwt })), isMore: next > 0 };
    },
  };
}
