import type { SQLInputValue } from "node:sqlite";
import type { Outbox } from "../ports.ts";
import type { OutboxState } from "../rows.ts";
import type { SqliteHeldKeys, SqliteHistory } from "./history.ts";
import { optional, overdueIn, type Row, type Statements, text, toOutbox } from "./rows.ts";

/** Makes the port of messages sent, with their notes. */
export function createSqliteOutbox(
  statements: Statements,
  { history, keys }: { readonly history: SqliteHistory; readonly keys: SqliteHeldKeys },
): Outbox {
  const { run, one, all } = statements;
  /** Brings the note of a message up to date with the outcome of its delivery. */
  const noteOutcome = (state: OutboxState, before: Row): void => {
    const digest = text(before, "digest");
    if (state === "delivered" || state === "decided") history.restore(digest);
    if (state !== "refused" && (state !== "expired" || before["state"] !== "queued")) return;
    // A recipient that says it did not take the message may still have read it.
    if (before["posted"] === 1) history.refuse(digest);
    else history.forget(digest);
  };

  return {
    async add({
      content: { message, ...content },
      resolved,
      submission,
      emergency,
      history: note,
      ...row
    }) {
      run(
        `INSERT INTO outbox (id, submission, request, recipient, state, message_type, purpose, digest,
           sd_hash, resolved, jwt, created_at, deliver_by, erase_by, next_attempt, paused_at, emergency,
           sd_jwt, seed, exchange_id, message)
         VALUES (:id, :submission, :request, :recipient, 'queued', :messageType, :purpose, :digest,
           :sdHash, :resolved, :jwt, :createdAt, :deliverBy, :eraseBy, :nextAttempt, :pausedAt, :emergency,
           :sdJwt, :seed, :exchangeId, :message)`,
        {
          ...row,
          ...content,
          message: JSON.stringify(message),
          submission: submission?.key ?? null,
          request: submission?.request ?? null,
          emergency: Number(emergency),
          resolved: JSON.stringify(resolved),
        },
      );
      keys.add({ ...row, ...content, message, own: true, other: row.recipient });
      if (note !== undefined) history.add(note);
    },
    async find(id) {
      const row = one("SELECT * FROM outbox WHERE id = :id", { id });
      return row && toOutbox(row);
    },
    async findSubmission(key) {
      const row = one("SELECT * FROM outbox WHERE submission = :key", { key });
      if (row === undefined) return undefined;
      return { row: toOutbox(row), request: optional(row, "request") };
    },
    async findByDigest(digest) {
      const row = one("SELECT * FROM outbox WHERE digest = :digest", { digest });
      return row && toOutbox(row);
    },
    // Recipient by recipient: a long queue for one is not read whole.
    due: async (now, limit) =>
      all(
        `SELECT due.id, due.recipient, due.emergency
         FROM (SELECT DISTINCT recipient, emergency FROM outbox WHERE ${IS_OPEN}) AS lane
         JOIN outbox AS due ON due.id IN (
           SELECT id FROM outbox
           WHERE ${IS_OPEN} AND recipient = lane.recipient AND emergency = lane.emergency
             AND (next_attempt <= :now OR paused_at > :now)
           ORDER BY next_attempt, created_at LIMIT :limit)
         ORDER BY due.emergency DESC, due.next_attempt, due.created_at`,
        { now, limit },
      ).map((row) => ({
        id: text(row, "id"),
        recipient: text(row, "recipient"),
        emergency: row["emergency"] === 1,
      })),
    async change(id, { state, attempts, nextAttempt, pausedAt, lastError, receipts, sealed }) {
      const set: Record<string, SQLInputValue> = { state };
      if (state === "sending") set["posted"] = 1;
      if (attempts !== undefined) set["attempts"] = attempts;
      if (nextAttempt !== undefined) set["next_attempt"] = nextAttempt;
      if (pausedAt !== undefined) set["paused_at"] = pausedAt;
      if (lastError !== undefined) set["last_error"] = lastError;
      if (receipts !== undefined) set["receipts"] = JSON.stringify(receipts);
      if (sealed !== undefined) set["sealed"] = sealed;
      const columns = Object.keys(set).map((name) => `${name} = :${name}`);
      const before = one("SELECT state, digest, posted FROM outbox WHERE id = :id", { id });
      run(`UPDATE outbox SET ${columns.join(", ")} WHERE id = :id`, { ...set, id });
      if (before !== undefined) noteOutcome(state, before);
    },
    async erase(digest, at, certificate = null as never) {
      run(
        `UPDATE outbox SET sealed = NULL, sd_jwt = NULL, seed = NULL, exchange_id = NULL,
           message = NULL, request = NULL, emergency = 0, erased_at = COALESCE(erased_at, :at),
           next_attempt = iif(posted = 1, unixepoch(deliver_by) * 1000, next_attempt),
           paused_at = iif(posted = 1, 0, paused_at),
           certificate = COALESCE(:certificate, certificate)
         WHERE digest = :digest`,
        { digest, at, certificate },
      );
      keys.erase(digest);
      history.erase(digest);
    },
    heldUnder: async (key, other) => keys.under(key, { own: true, other }),
    overdue: async (day, limit) => overdueIn(statements, "outbox", day, limit),
    async counts() {
      const counts = { queued: 0, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 };
      for (const row of all("SELECT state, count(*) AS rows FROM outbox GROUP BY state")) {
        counts[text(row, "state") as OutboxState] = Number(row["rows"]);
      }
      return counts;
    },
  };
}

/** The same words as in the index `outbox_due`, so that SQLite uses it. */
const IS_OPEN = "state IN ('queued', 'sending')";
