import type { Replies } from "../ports.ts";
import type { PendingReply, StoredReply } from "../rows.ts";
import { type Row, type Statements, text } from "./rows.ts";

/** Makes the port of replies that wait to be signed. */
export function createSqliteReplies({ run, insert, one, all }: Statements): Replies {
  return {
    async add(reply) {
      insert("INTO reply", { id: reply.id, reply });
    },
    due: async (now, limit) =>
      all(
        `SELECT reply, attempts FROM reply WHERE next_attempt <= :now OR paused_at > :now
         ORDER BY next_attempt, rowid LIMIT :limit`,
        { now, limit },
        toReply,
      ),
    find: async (id) => one("SELECT reply, attempts FROM reply WHERE id = :id", { id }, toReply),
    async postpone(id, { nextAttempt, pausedAt }) {
      run(
        `UPDATE reply SET attempts = attempts + 1, next_attempt = :nextAttempt, paused_at = :pausedAt
         WHERE id = :id`,
        { id, nextAttempt, pausedAt },
      );
    },
    async remove(id) {
      run("DELETE FROM reply WHERE id = :id", { id });
    },
  };
}

const toReply = (row: Row): StoredReply => ({
  ...(JSON.parse(text(row, "reply")) as PendingReply),
  attempts: Number(row["attempts"]),
});
