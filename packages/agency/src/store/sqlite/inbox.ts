import type { Inbox, Quarantine, ReplayMemory } from "../ports.ts";
import type { SqliteHeldKeys, SqliteHistory } from "./history.ts";
import { list, overdueIn, type Statements, text, toInbox, toRefusal } from "./rows.ts";

/** Makes the port of received messages, with their notes, and of refusals. */
export function createSqliteInbox(
  statements: Statements,
  { history, keys }: { readonly history: SqliteHistory; readonly keys: SqliteHeldKeys },
): Inbox {
  const { run, one, all } = statements;
  return {
    async add({
      content: { message, judgement, ...content },
      resolved,
      receipts,
      mendBy = null as never,
      clock,
      history: note,
      ...row
    }) {
      run(
        `INSERT INTO inbox (id, sender, state, message_type, purpose, digest, sealed_digest,
           resolved, jwt, receipts, received_at, erase_by, mend_by, answer_from, answer_by, sd_jwt,
           exchange_id, message, judgement)
         VALUES (:id, :sender, :state, :messageType, :purpose, :digest, :sealedDigest, :resolved,
           :jwt, :receipts, :receivedAt, :eraseBy, :mendBy, :from, :by, :sdJwt, :exchangeId,
           :message, :judgement)`,
        {
          ...row,
          ...content,
          message: JSON.stringify(message),
          judgement: JSON.stringify(judgement),
          mendBy,
          from: clock?.from ?? null,
          by: clock?.by ?? null,
          resolved: JSON.stringify(resolved),
          receipts: JSON.stringify(receipts),
        },
      );
      keys.add({ ...row, ...content, message, own: false, other: row.sender });
      if (note !== undefined) history.add(note);
    },
    async find(sender, id) {
      const row = one("SELECT * FROM inbox WHERE sender = :sender AND id = :id", { sender, id });
      return row && toInbox(row);
    },
    async findByDigest(digest) {
      const row = one("SELECT * FROM inbox WHERE digest = :digest", { digest });
      return row && toInbox(row);
    },
    async erase(digest, at) {
      run(
        `UPDATE inbox SET sd_jwt = NULL, exchange_id = NULL, message = NULL, judgement = NULL,
           erased_at = :at
         WHERE digest = :digest`,
        { digest, at },
      );
      keys.erase(digest);
      history.erase(digest);
    },

    heldUnder: async (key, other) => keys.under(key, { own: false, other }),
    overdue: async (day, limit) => overdueIn(statements, "inbox", day, limit),
    async counts() {
      const [counted] = all(`
        SELECT count(*) AS rows, count(*)
          FILTER (WHERE state = 'quarantined' AND mended_by IS NULL) AS quarantined
        FROM inbox`);
      return { inbox: Number(counted?.["rows"]), quarantined: Number(counted?.["quarantined"]) };
    },

    async receiptsFor(sealedDigest) {
      const row =
        one("SELECT receipts FROM inbox WHERE sealed_digest = :sealedDigest", { sealedDigest }) ??
        one(
          `SELECT receipts FROM refusal
           WHERE sealed_digest = :sealedDigest AND code = 'rejected'`,
          { sealedDigest },
        );
      return row === undefined ? undefined : list(row, "receipts");
    },
    async addRefusal({ digest, sender, rules, receipts, ...row }, keep) {
      run(
        `INSERT INTO refusal (sealed_digest, digest, sender, code, rules, at, receipts)
         VALUES (:sealedDigest, :digest, :sender, :code, :rules, :at, :receipts)
         ON CONFLICT (sealed_digest) DO UPDATE SET digest = :digest, sender = :sender,
           code = :code, rules = :rules, at = :at, receipts = :receipts
         WHERE refusal.sender IS NULL OR :sender IS NOT NULL`,
        {
          ...row,
          digest: digest ?? null,
          sender: sender ?? null,
          rules: JSON.stringify(rules),
          receipts: JSON.stringify(receipts),
        },
      );
      run(
        `DELETE FROM refusal WHERE sender IS NULL AND position <= (
           SELECT position FROM refusal WHERE sender IS NULL
           ORDER BY position DESC LIMIT 1 OFFSET :keep)`,
        { keep },
      );
    },
    async findRefusal(sealedDigest) {
      const sql = "SELECT * FROM refusal WHERE sealed_digest = :sealedDigest";
      const row = one(sql, { sealedDigest });
      return row && toRefusal(row);
    },
  };
}

/** Makes the memory of received messages. */
export function createSqliteReplay({ run, one }: Pick<Statements, "run" | "one">): ReplayMemory {
  // A message in the inbox keeps its id for good, even after its time in this memory.
  const seenId = (iss: string, jti: string): boolean =>
    one(
      `SELECT 1 AS seen FROM replay_id WHERE iss = :iss AND jti = :jti
       UNION ALL SELECT 1 FROM inbox WHERE sender = :iss AND id = :jti LIMIT 1`,
      { iss, jti },
    ) !== undefined;
  const seenDigest = (digest: string): boolean =>
    one("SELECT 1 AS seen FROM replay_digest WHERE digest = :digest", { digest }) !== undefined;
  return {
    has: async ({ iss, jti, digest }) => seenId(iss, jti) || seenDigest(digest),
    async insert({ iss, jti, digest, keepUntil }) {
      if (seenId(iss, jti)) return "seen-jti";
      if (seenDigest(digest)) return "seen-digest";
      run("INSERT INTO replay_id (iss, jti, keep_until) VALUES (:iss, :jti, :until)", {
        iss,
        jti,
        until: keepUntil.getTime(),
      });
      run("INSERT INTO replay_digest (digest) VALUES (:digest)", { digest });
      return "new";
    },
    prune: async (now) =>
      run("DELETE FROM replay_id WHERE keep_until <= :now", { now: now.getTime() }),
  };
}

/** Makes the port of the quarantine, over indexes of its own. */
export function createSqliteQuarantine({ run, one, all }: Statements): Quarantine {
  return {
    list: async (limit = PAGE, before = Number.MAX_SAFE_INTEGER) =>
      all(
        `SELECT rowid AS position, * FROM inbox WHERE state = 'quarantined' AND rowid < :before
         ORDER BY rowid DESC LIMIT :limit`,
        { before, limit },
      ).map((row) => ({ ...toInbox(row), position: Number(row["position"]) })),
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
      const sql = "UPDATE inbox SET mend_by = NULL, mended_by = :by WHERE digest = :digest";
      run(sql, { digest, by });
    },
  };
}

const UNMENDED = "state = 'quarantined' AND mended_by IS NULL";
const PAGE = 25;
