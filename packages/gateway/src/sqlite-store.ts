import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { GatewayError } from "./gateway-error.ts";
import { createSqliteReplay } from "./sqlite-replay.ts";
import {
  list,
  type Row,
  text,
  toEvent,
  toExchange,
  toInbox,
  toOpenAnswer,
  toOutbox,
  toRefusal,
} from "./sqlite-rows.ts";
import { SCHEMA, SCHEMA_VERSION } from "./sqlite-schema.ts";
import type { GatewayStore, OutboxState } from "./store.ts";

/**
 * Opens, or creates, a {@link GatewayStore} in one SQLite file, for one process.
 *
 * A second file, the path with `.lock`, is held locked until the store is closed or the process
 * dies, so that two gateways never deliver the same message.
 *
 * Every commit reaches the disk (`synchronous = FULL`), and what is deleted is overwritten
 * (`secure_delete`).
 *
 * All of its files are readable by their owner only, also those that an earlier version left
 * readable by others.
 *
 * @param path - File path, or `":memory:"`.
 * @throws {@link GatewayError} `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_IN_USE`.
 */
export function openSqliteStore(path: string): GatewayStore {
  const lock = path === ":memory:" ? undefined : lockFile(`${path}.lock`);
  if (lock !== undefined) makePrivate(path);
  const db = new DatabaseSync(path);
  const close = (): void => {
    db.close();
    lock?.close();
  };
  try {
    prepare(db);
  } catch (error) {
    close();
    throw error;
  }

  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const run = (sql: string, values: Record<string, SQLInputValue>): number =>
    Number(statement(sql).run(values).changes);
  const one = (sql: string, values: Record<string, SQLInputValue>): Row | undefined =>
    statement(sql).get(values) as Row | undefined;
  const all = (sql: string, values: Record<string, SQLInputValue> = {}): readonly Row[] =>
    statement(sql).all(values) as unknown as readonly Row[];

  return {
    transaction(work) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (error) {
        // SQLite may have rolled back by itself, where the disk is full.
        if (db.isTransaction) db.exec("ROLLBACK");
        throw error;
      }
    },

    addOutbox({ content, resolved, submission, ...row }) {
      run(
        `INSERT INTO outbox (id, submission, request, recipient, state, message_type, purpose, digest,
           sd_hash, resolved, jwt, created_at, deliver_by, erase_by, next_attempt, sd_jwt, seed,
           exchange_id, message)
         VALUES (:id, :submission, :request, :recipient, 'queued', :messageType, :purpose, :digest,
           :sdHash, :resolved, :jwt, :createdAt, :deliverBy, :eraseBy, :nextAttempt, :sdJwt, :seed,
           :exchangeId, :message)`,
        {
          ...row,
          ...content,
          submission: submission?.key ?? null,
          request: submission?.request ?? null,
          resolved: JSON.stringify(resolved),
        },
      );
    },
    findOutbox: (id) => toOutbox(one("SELECT * FROM outbox WHERE id = :id", { id })),
    findSubmission(key) {
      const row = one("SELECT * FROM outbox WHERE submission = :key", { key });
      const found = toOutbox(row);
      if (row === undefined || found === undefined) return undefined;
      return { row: found, request: row["request"] === null ? undefined : text(row, "request") };
    },
    findOutboxByDigest: (digest) =>
      toOutbox(one("SELECT * FROM outbox WHERE digest = :digest", { digest })),
    dueOutbox: (now, limit) =>
      all(
        `SELECT * FROM outbox WHERE state IN ('queued', 'sending') AND next_attempt <= :now
         ORDER BY next_attempt, created_at LIMIT :limit`,
        { now, limit },
      ).flatMap((row) => toOutbox(row) ?? []),
    changeOutbox(id, { state, attempts, nextAttempt, lastError, receipts, sealed }) {
      const set: Record<string, SQLInputValue> = { state };
      if (attempts !== undefined) set["attempts"] = attempts;
      if (nextAttempt !== undefined) set["next_attempt"] = nextAttempt;
      if (lastError !== undefined) set["last_error"] = lastError;
      if (receipts !== undefined) set["receipts"] = JSON.stringify(receipts);
      if (sealed !== undefined) set["sealed"] = sealed;
      const columns = Object.keys(set).map((name) => `${name} = :${name}`);
      run(`UPDATE outbox SET ${columns.join(", ")} WHERE id = :id`, { ...set, id });
    },
    eraseOutbox(id, at, certificate = null as never) {
      run(
        `UPDATE outbox SET sealed = NULL, sd_jwt = NULL, seed = NULL, exchange_id = NULL,
           message = NULL, request = NULL, erased_at = :at,
           certificate = COALESCE(:certificate, certificate)
         WHERE id = :id`,
        { id, at, certificate },
      );
    },

    addInbox({ content, resolved, receipts, mendBy = null as never, clock, ...row }) {
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
          mendBy,
          from: clock?.from ?? null,
          by: clock?.by ?? null,
          resolved: JSON.stringify(resolved),
          receipts: JSON.stringify(receipts),
        },
      );
    },
    findInbox: (id) => toInbox(one("SELECT * FROM inbox WHERE id = :id", { id })),
    findInboxByDigest: (digest) =>
      toInbox(one("SELECT * FROM inbox WHERE digest = :digest", { digest })),
    quarantined: () =>
      all("SELECT * FROM inbox WHERE state = 'quarantined' ORDER BY received_at").flatMap(
        (row) => toInbox(row) ?? [],
      ),
    mendInbox(digest, by) {
      run("UPDATE inbox SET mend_by = NULL, mended_by = :by WHERE digest = :digest", {
        digest,
        by,
      });
    },
    eraseInbox(digest, at) {
      run(
        `UPDATE inbox SET sd_jwt = NULL, exchange_id = NULL, message = NULL, judgement = NULL,
           erased_at = :at
         WHERE digest = :digest`,
        { digest, at },
      );
    },

    receiptsFor(sealedDigest) {
      const row =
        one("SELECT receipts FROM inbox WHERE sealed_digest = :sealedDigest", { sealedDigest }) ??
        one(
          `SELECT receipts FROM refusal
           WHERE sealed_digest = :sealedDigest AND code = 'rejected'`,
          { sealedDigest },
        );
      return row === undefined ? undefined : list(row, "receipts");
    },
    addRefusal({ sealedDigest, digest = null, sender = null, code, rules, at, receipts }, keep) {
      run(
        `INSERT OR REPLACE INTO refusal (sealed_digest, digest, sender, code, rules, at, receipts)
         VALUES (:sealedDigest, :digest, :sender, :code, :rules, :at, :receipts)`,
        {
          sealedDigest,
          digest,
          sender,
          code,
          rules: JSON.stringify(rules),
          at,
          receipts: JSON.stringify(receipts),
        } as Record<string, SQLInputValue>,
      );
      run(
        `DELETE FROM refusal WHERE sender IS NULL AND position <= (
           SELECT position FROM refusal WHERE sender IS NULL
           ORDER BY position DESC LIMIT 1 OFFSET :keep)`,
        { keep },
      );
    },
    findRefusal: (sealedDigest) =>
      toRefusal(one("SELECT * FROM refusal WHERE sealed_digest = :sealedDigest", { sealedDigest })),

    replay: createSqliteReplay({ run, one }),

    setClock(box, id, { from, by, answeredAt = null as never }) {
      const set = "SET answer_from = :from, answer_by = :by, answered_at = :answeredAt";
      run(`UPDATE ${box} ${set} WHERE id = :id`, { id, from, by, answeredAt });
    },
    openAnswers: (limit) =>
      all(
        `SELECT id, sender AS other, 0 AS own, answer_from, answer_by FROM inbox WHERE ${OPEN}
         UNION ALL
         SELECT id, recipient AS other, 1 AS own, answer_from, answer_by FROM outbox WHERE ${OPEN}
         ORDER BY answer_by, id LIMIT :limit`,
        { limit },
      ).map(toOpenAnswer),
    countAnswers(at) {
      const count = (box: "inbox" | "outbox") => {
        const row = one(
          `SELECT count(*) AS rows, count(*) FILTER (WHERE answer_by < :at) AS overdue
           FROM ${box} WHERE ${OPEN}`,
          { at },
        );
        return { open: Number(row?.["rows"]), overdue: Number(row?.["overdue"]) };
      };
      return { owed: count("inbox"), awaited: count("outbox") };
    },

    exchange: (exchangeId) =>
      all(
        `SELECT id, sender AS other, 0 AS own, purpose, digest, message, ${CLOCK} FROM inbox
           WHERE exchange_id = :exchangeId AND state = 'accepted'
         UNION ALL
         SELECT id, recipient AS other, 1 AS own, purpose, digest, message, ${CLOCK} FROM outbox
           WHERE exchange_id = :exchangeId AND state NOT IN ('refused', 'expired')`,
        { exchangeId },
      ).map(toExchange),
    held: (exchangeId) => ({
      inbox: all("SELECT * FROM inbox WHERE exchange_id = :exchangeId", { exchangeId }).flatMap(
        (row) => toInbox(row) ?? [],
      ),
      outbox: all("SELECT * FROM outbox WHERE exchange_id = :exchangeId", { exchangeId }).flatMap(
        (row) => toOutbox(row) ?? [],
      ),
    }),
    overdue: (day) => ({
      inbox: all("SELECT digest AS id FROM inbox WHERE erase_by < :day AND erased_at IS NULL", {
        day,
      }).map((row) => text(row, "id")),
      outbox: all("SELECT id FROM outbox WHERE erase_by < :day AND erased_at IS NULL", { day }).map(
        (row) => text(row, "id"),
      ),
    }),

    addEvent({ kind, at, ...rest }) {
      const empty = { code: null, ref: null, country: null, authority: null, role: null };
      run(
        `INSERT INTO event (kind, at, code, ref, country, authority, role)
         VALUES (:kind, :at, :code, :ref, :country, :authority, :role)`,
        { ...empty, kind, at, ...rest },
      );
    },
    hasEvent: (kind, ref) =>
      one("SELECT 1 AS found FROM event WHERE kind = :kind AND ref = :ref LIMIT 1", {
        kind,
        ref,
      }) !== undefined,
    events: (kind) =>
      all("SELECT * FROM event WHERE kind = :kind ORDER BY position", { kind }).map(toEvent),
    counts() {
      const outbox = { queued: 0, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 };
      for (const row of all("SELECT state, count(*) AS rows FROM outbox GROUP BY state")) {
        outbox[text(row, "state") as OutboxState] = Number(row["rows"]);
      }
      const [inbox] = all(`
        SELECT count(*) AS rows, count(*)
          FILTER (WHERE state = 'quarantined' AND mended_by IS NULL) AS quarantined
        FROM inbox`);
      return {
        outbox,
        inbox: Number(inbox?.["rows"]),
        quarantined: Number(inbox?.["quarantined"]),
      };
    },

    scrub: () => scrub(db),
    close,
  };
}

/** A request that is not answered. One that is erased can be answered no more. */
const OPEN = "answer_by IS NOT NULL AND answered_at IS NULL AND erased_at IS NULL";
const CLOCK = "answer_from, answer_by, answered_at";

/** Locks of the system end with the process, however it ends; a file that says "locked" does not. */
function lockFile(path: string): DatabaseSync {
  makePrivate(path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;");
    return lock;
  } catch (cause) {
    lock.close();
    throw new GatewayError("GATEWAY_STORE_IN_USE", "the lock is held", { cause });
  }
}

/**
 * SQLite gives its log and shared memory the mode of the database, so that comes first. A file that
 * exists is not opened: closing it would let go of a lock that this process holds on it.
 */
function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", OWNER_ONLY));
  for (const end of ["", "-wal", "-shm"]) {
    if (existsSync(path + end)) chmodSync(path + end, OWNER_ONLY);
  }
}

function prepare(db: DatabaseSync): void {
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA busy_timeout = 5000;
  `);
  createTables(db);
  // What a killed process had erased may still lie in the write-ahead log.
  scrub(db);
}

function createTables(db: DatabaseSync): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === SCHEMA_VERSION) return;
  if (version !== 0) {
    throw new GatewayError("GATEWAY_STORE_INCOMPATIBLE", `tables of version ${version}`);
  }
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

/** The log still holds pages as they were before they were overwritten: it is cut to nothing. */
function scrub(db: DatabaseSync): void {
  const result = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (result?.["busy"] !== 0) throw new Error("the write-ahead log is in use by another process");
}

const OWNER_ONLY = 0o600;
