import type { Outbox } from "../ports.ts";
import type { OutboxRow, OutboxState } from "../rows.ts";
import { heldIn, type SqliteHeldKeys, type SqliteHistory } from "./history.ts";
import { countOf, members, overdueIn, type Statements, text, toOutbox } from "./rows.ts";

/** Makes the port of messages sent, with their notes. */
export function createSqliteOutbox(
  statements: Statements,
  { history, keys }: { readonly history: SqliteHistory; readonly keys: SqliteHeldKeys },
): Outbox {
  const { run, insert, update, one, all } = statements;
  /** Brings the note of a message up to date with the outcome of its delivery. */
  const noteOutcome = (
    state: OutboxState,
    { digest, ...before }: Pick<OutboxRow, "digest" | "state" | "posted">,
  ): void => {
    if (state === "delivered" || state === "decided") history.restore(digest);
    // Its note stands for both: what it tells of happened once.
    if (state === "replaced" && !before.posted) {
      history.remove(digest);
      return;
    }
    const isRefused = state === "refused" || state === "replaced";
    if (!isRefused && (state !== "expired" || before.state !== "queued")) return;
    // A recipient that says it did not take the message may still have read it.
    if (before.posted) history.refuse(digest);
    else history.forget(digest);
  };

  const outbox: Outbox = {
    async add({ content, submission, history: note, ...row }) {
      insert("INTO outbox", {
        ...{ ...row, ...content, state: "queued" },
        ...{ submission: submission?.key, request: submission?.request },
      });
      keys.add({ ...row, ...content, own: true, other: row.recipient });
      if (note !== undefined) history.add(note);
    },
    find: async (id) => one("SELECT * FROM outbox WHERE id = :id", { id }, toOutbox),
    findSubmission: async (key) =>
      one("SELECT * FROM outbox WHERE submission = :key", { key }, (row) => ({
        row: toOutbox(row),
        ...members(row, ["request"]),
      })),
    findByDigest: async (digest) =>
      one("SELECT * FROM outbox WHERE digest = :digest", { digest }, toOutbox),
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
        (row) => members(row, ["id", "recipient", "emergency"]),
      ),
    async change(id, change) {
      const { state } = change;
      const set = { ...change, ...(state === "sending" && { posted: true }) };
      const before = one("SELECT state, digest, posted FROM outbox WHERE id = :id", { id }, (row) =>
        members(row, ["state", "digest", "posted"]),
      );
      update("outbox", id, set);
      if (before !== undefined) noteOutcome(state, before);
    },
    async replace(id, by, at) {
      const before = one(
        "SELECT submission AS key, request, digest, posted FROM outbox WHERE id = :id",
        { id },
        (row) => members(row, ["key", "request", "digest", "posted"]),
      );
      if (before === undefined) throw new TypeError("no such message to replace");
      const { key, request, digest, posted } = before;
      // The key is unique, and names the message that goes.
      run("UPDATE outbox SET submission = NULL, request = NULL WHERE id = :id", { id });
      await outbox.add({ ...by, submission: key === undefined ? undefined : { key, request } });
      await outbox.change(id, { state: "replaced", sealed: null });
      if (!posted) await outbox.erase(digest, at);
    },
    async wake(profile, now) {
      run(
        `UPDATE outbox SET next_attempt = :now, paused_at = :now
         WHERE ${IS_OPEN} AND next_attempt > :now
           AND message ->> '$.clear."env.profile"' <> :profile`,
        { profile, now },
      );
    },
    async erase(digest, at, certificate) {
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
    async retain(digest, eraseBy) {
      run("UPDATE outbox SET erase_by = :eraseBy WHERE digest = :digest", { digest, eraseBy });
    },
    heldUnder: async (key, other) => heldIn(statements, "outbox", key, keys, other),
    overdue: async (day, limit) => overdueIn(statements, "outbox", day, limit),
    async counts() {
      const counts = {
        ...{ queued: 0, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 },
        replaced: 0,
      };
      const found = all("SELECT state, count(*) AS rows FROM outbox GROUP BY state", {}, (row) => [
        text(row, "state"),
        countOf(row),
      ]);
      return { ...counts, ...Object.fromEntries(found) };
    },
  };
  return outbox;
}

/** The same words as in the index `outbox_due`, so that SQLite uses it. */
const IS_OPEN = "state IN ('queued', 'sending')";
