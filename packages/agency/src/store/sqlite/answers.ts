import type { Answers } from "../ports.ts";
import { digestOf, members, type Statements } from "./rows.ts";

/** Makes the port of the clocks of requests. */
export function createSqliteAnswers({ run, one, all }: Statements): Answers {
  return {
    async setClock(box, digest, { from, by, answeredAt }) {
      const set = "SET answer_from = :from, answer_by = :by, answered_at = :answeredAt";
      run(`UPDATE ${box} ${set} WHERE digest = :digest`, { digest, from, by, answeredAt });
    },
    open: async (limit) =>
      all(
        `SELECT digest, id, sender AS other, 0 AS own, answer_from, answer_by FROM inbox WHERE ${OPEN}
         UNION ALL
         SELECT digest, id, recipient AS other, 1 AS own, answer_from, answer_by FROM outbox WHERE ${OPEN}
         ORDER BY answer_by, digest LIMIT :limit`,
        { limit },
        (row) => {
          const { answerFrom: from, answerBy: by } = members(row, ["answerFrom", "answerBy"]);
          return { ...members(row, ["digest", "id", "own", "other"]), clock: { from, by } };
        },
      ),
    overdue: async (at, limit) =>
      all(
        `SELECT digest, answer_by FROM inbox WHERE ${OVERDUE}
         UNION ALL SELECT digest, answer_by FROM outbox WHERE ${OVERDUE}
         ORDER BY answer_by LIMIT :limit`,
        { at, limit },
        digestOf,
      ),
    async count(at) {
      const none = { open: 0, overdue: 0 };
      const count = (box: "inbox" | "outbox") =>
        one(
          `SELECT count(*) AS open, count(*) FILTER (WHERE answer_by < :at) AS overdue
           FROM ${box} WHERE ${OPEN}`,
          { at },
          (row) => members(row, ["open", "overdue"]),
        ) ?? none;
      return { owed: count("inbox"), awaited: count("outbox") };
    },
  };
}

/** A request without an answer. An erased one can no longer be answered. */
const OPEN = "answer_by IS NOT NULL AND answered_at IS NULL AND erased_at IS NULL";
const OVERDUE = `${OPEN} AND answer_by < :at AND NOT EXISTS (
  SELECT 1 FROM event WHERE kind = 'answerOverdue' AND ref = digest)`;
