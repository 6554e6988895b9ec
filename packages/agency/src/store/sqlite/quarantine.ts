import type { Quarantine } from "../ports.ts";
import { type Statements, text, toInbox } from "./rows.ts";

/** What waits in quarantine, by indexes that have nothing else. */
export function createSqliteQuarantine({ run, one, all }: Statements): Quarantine {
  return {
    list: async (limit = PAGE, before = Number.MAX_SAFE_INTEGER) =>
      all(
        `SELECT rowid AS position, * FROM inbox WHERE state = 'quarantined' AND rowid < :before
         ORDER BY rowid DESC LIMIT :limit`,
        { before, limit },
      ).flatMap((row) => {
        const found = toInbox(row);
        return found === undefined ? [] : [{ ...found, position: Number(row["position"]) }];
      }),
    mendable: async ({ sender, inReplyTo, exchangeId, messageType }) =>
      all(
        `SELECT digest FROM inbox WHERE sender = :sender AND id = :inReplyTo AND ${UNMENDED}
         UNION
         SELECT digest FROM inbox WHERE sender = :sender AND exchange_id = :exchangeId
           AND message_type = :messageType AND ${UNMENDED}`,
        { sender, inReplyTo, exchangeId, messageType },
      ).map((row) => text(row, "digest")),
    countUnmended: async (sender) =>
      Number(
        one(
          `SELECT count(*) AS rows FROM inbox
           WHERE sender = :sender AND exchange_id IS NOT NULL AND ${UNMENDED}`,
          { sender },
        )?.["rows"],
      ),
    overdue: async (at, limit) =>
      all(
        `SELECT digest FROM inbox WHERE mend_by < :at AND NOT EXISTS (
           SELECT 1 FROM event WHERE kind = 'mendOverdue' AND ref = digest)
         ORDER BY mend_by LIMIT :limit`,
        { at, limit },
      ).map((row) => text(row, "digest")),
    async mend(digest, by) {
      run("UPDATE inbox SET mend_by = NULL, mended_by = :by WHERE digest = :digest", {
        digest,
        by,
      });
    },
  };
}

const UNMENDED = "state = 'quarantined' AND mended_by IS NULL";
const PAGE = 25;
