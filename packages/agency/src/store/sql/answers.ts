import { type Kysely, sql } from "kysely";
import type { Answers } from "../ports.ts";
import { orNull } from "./encode.ts";
import { isNotNoted } from "./retention.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of the clocks of requests. */
export function createSqlAnswers(db: Kysely<Tables>): Answers {
  /** Requests without an answer. An erased one can no longer be answered, and one that was taken back need not be. */
  const openIn = (box: "inbox" | "outbox") =>
    db
      .selectFrom(box)
      .where("answer_by", "is not", null)
      .where("answered_at", "is", null)
      .where("erased_at", "is", null)
      .$if(box === "outbox", (sent) => sent.where(sql.ref("asked_at"), "is", null));
  const overdueIn = (box: "inbox" | "outbox", at: string, purpose: string | undefined) =>
    openIn(box)
      .$if(purpose !== undefined, (some) => some.where("purpose", "=", purpose ?? ""))
      .select(["digest", "answer_by"])
      .where("answer_by", "<", at)
      .where(isNotNoted("answerOverdue", "answer_by"));
  const count = async (box: "inbox" | "outbox", at: string) => {
    const { open, overdue } = await openIn(box)
      .select(({ fn }) => [
        fn.countAll<number>().as("open"),
        fn.countAll<number>().filterWhere("answer_by", "<", at).as("overdue"),
      ])
      .executeTakeFirstOrThrow();
    return { open, overdue };
  };
  return {
    async setClock(box, digest, { from, by, answeredAt }) {
      await db
        .updateTable(box)
        .set({ answer_from: from, answer_by: by, answered_at: orNull(answeredAt) })
        .where("digest", "=", digest)
        .execute();
    },
    async open(limit, { by, digest } = { by: "", digest: "" }) {
      const columns = [
        "digest",
        "id",
        "message_type as messageType",
        "purpose",
        "answer_from",
        "answer_by",
      ] as const;
      const after = (box: "inbox" | "outbox") =>
        openIn(box)
          .where("answer_by", ">=", by)
          .where((or) => or.or([or("answer_by", ">", by), or("digest", ">", digest)]));
      const rows = await after("inbox")
        .select([...columns, "sender as other"])
        .select(sql.lit<number>(0).as("own"))
        .unionAll(
          after("outbox")
            .select([...columns, "recipient as other"])
            .select(sql.lit<number>(1).as("own")),
        )
        .orderBy("answer_by")
        .orderBy("digest")
        .limit(limit)
        .execute();
      return rows.map(({ own, answer_from: from, answer_by: by, ...row }) => ({
        ...row,
        own: own === 1,
        clock: { from: from ?? "", by: by ?? "" },
      }));
    },
    async overdue(at, limit, purpose) {
      const rows = await overdueIn("inbox", at, purpose)
        .unionAll(overdueIn("outbox", at, purpose))
        .orderBy("answer_by")
        .limit(limit)
        .execute();
      return rows.map(({ digest }) => digest);
    },
    count: async (at) => ({ owed: await count("inbox", at), awaited: await count("outbox", at) }),
  };
}
