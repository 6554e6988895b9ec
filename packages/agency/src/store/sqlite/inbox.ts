import type { Inbox, Quarantine, ReplayMemory } from "../ports.ts";
import { heldIn, type SqliteHeldKeys, type SqliteHistory } from "./history.ts";
import { countOf, digestOf, members, overdueIn, type Statements, toInbox } from "./rows.ts";

/** Makes the port of received messages, with their notes, and of refusals. */
export function createSqliteInbox(
  statements: Statements,
  { history, keys }: { readonly history: SqliteHistory; readonly keys: SqliteHeldKeys },
): Inbox {
  const { run, insert, one } = statements;
  return {
    async add({ content, clock, history: note, ...row }) {
      const answer = { answerFrom: clock?.from, answerBy: clock?.by };
      insert("INTO inbox", { ...row, ...content, ...answer });
      keys.add({ ...row, ...content, own: false, other: row.sender });
      if (note !== undefined) history.add(note);
    },
    find: async (sender, id) =>
      one("SELECT * FROM inbox WHERE sender = :sender AND id = :id", { sender, id }, toInbox),
    findByDigest: async (digest) =>
      one("SELECT * FROM inbox WHERE digest = :digest", { digest }, toInbox),
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

    async retain(digest, eraseBy) {
      run("UPDATE inbox SET erase_by = :eraseBy WHERE digest = :digest", { digest, eraseBy });
    },
    heldUnder: async (key, other) => heldIn(statements, "inbox", key, keys, other),
    overdue: async (day, limit) => overdueIn(statements, "inbox", day, limit),
    async counts() {
      const counted = one(
        `SELECT count(*) AS inbox, count(*)
           FILTER (WHERE state = 'quarantined' AND mended_by IS NULL) AS quarantined
         FROM inbox`,
        {},
        (row) => members(row, ["inbox", "quarantined"]),
      );
      return counted ?? { inbox: 0, quarantined: 0 };
    },

    receiptsFor: async (sealedDigest) =>
      one(
        `SELECT receipts FROM inbox WHERE sealed_digest = :sealedDigest
         UNION ALL
         SELECT receipts FROM refusal WHERE sealed_digest = :sealedDigest AND code = 'rejected'`,
        { sealedDigest },
        (row) => members(row, ["receipts"]).receipts,
      ),
    async addRefusal({ sealedDigest, digest, sender, code, rules, at, receipts }, keep) {
      run(
        `INSERT INTO refusal (sealed_digest, digest, sender, code, rules, at, receipts)
         VALUES (:sealedDigest, :digest, :sender, :code, :rules, :at, :receipts)
         ON CONFLICT (sealed_digest) DO UPDATE SET digest = :digest, sender = :sender,
           code = :code, rules = :rules, at = :at, receipts = :receipts
         WHERE refusal.sender IS NULL OR :sender IS NOT NULL`,
        { sealedDigest, digest, sender, code, rules, at, receipts },
      );
      run(
        `DELETE FROM refusal WHERE sender IS NULL AND position <= (
           SELECT position FROM refusal WHERE sender IS NULL
           ORDER BY position DESC LIMIT 1 OFFSET :keep)`,
        { keep },
      );
    },
    findRefusal: async (sealedDigest) =>
      one("SELECT * FROM refusal WHERE sealed_digest = :sealedDigest", { sealedDigest }, (row) =>
        members(row, ["sealedDigest", "digest", "sender", "code", "rules", "at", "receipts"]),
      ),
  };
}

/** Makes the memory of received messages. */
export function createSqliteReplay({ run, insert, has }: Statements): ReplayMemory {
  // A message in the inbox keeps its id for good, even after its time in this memory.
  const seenId = (iss: string, jti: string): boolean =>
    has(
      `SELECT 1 FROM replay_id WHERE iss = :iss AND jti = :jti
       UNION ALL SELECT 1 FROM inbox WHERE sender = :iss AND id = :jti`,
      { iss, jti },
    );
  const seenDigest = (digest: string): boolean =>
    has("SELECT 1 FROM replay_digest WHERE digest = :digest", { digest });
  return {
    has: async ({ iss, jti, digest }) => seenId(iss, jti) || seenDigest(digest),
    async insert({ iss, jti, digest, keepUntil }) {
      if (seenId(iss, jti)) return "seen-jti";
      if (seenDigest(digest)) return "seen-digest";
      insert("INTO replay_id", { iss, jti, keepUntil: keepUntil.getTime() });
      insert("INTO replay_digest", { digest });
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
        (row) => ({ ...toInbox(row), ...members(row, ["position"]) }),
      ),
    mendable: async ({ sender, inReplyTo, exchangeId, messageType }) =>
      all(
        `SELECT digest FROM inbox WHERE sender = :sender AND id = :inReplyTo AND ${UNMENDED}
         UNION
         SELECT digest FROM inbox WHERE sender = :sender AND exchange_id = :exchangeId
           AND message_type = :messageType AND ${UNMENDED}`,
        { sender, inReplyTo, exchangeId, messageType },
        digestOf,
      ),
    countUnmended: async (sender) =>
      one(
        `SELECT count(*) AS rows FROM inbox
         WHERE sender = :sender AND exchange_id IS NOT NULL AND ${UNMENDED}`,
        { sender },
        countOf,
      ) ?? 0,
    overdue: async (at, limit) =>
      all(
        `SELECT digest FROM inbox WHERE mend_by < :at AND NOT EXISTS (
           SELECT 1 FROM event WHERE kind = 'mendOverdue' AND ref = digest)
         ORDER BY mend_by LIMIT :limit`,
        { at, limit },
        digestOf,
      ),
    async mend(digest, by) {
      const sql = "UPDATE inbox SET mend_by = NULL, mended_by = :by WHERE digest = :digest";
      run(sql, { digest, by });
    },
  };
}

const UNMENDED = "state = 'quarantined' AND mended_by IS NULL";
const PAGE = 25;
