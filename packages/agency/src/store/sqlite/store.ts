import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AgencyStore, Events, Marks, Tx } from "../ports.ts";
import { createSqliteAnswers } from "./answers.ts";
import { openSqliteFile } from "./file.ts";
import { createSqliteHeldKeys, createSqliteHistory, type SqliteHistory } from "./history.ts";
import { createSqliteInbox, createSqliteQuarantine, createSqliteReplay } from "./inbox.ts";
import { createSqliteOutbox } from "./outbox.ts";
import { createSqliteReplies } from "./replies.ts";
import { type Row, type Statements, text, toEvent } from "./rows.ts";

/**
 * Opens, or creates, an {@link AgencyStore} in one SQLite file, for one process.
 *
 * A lock file beside it, `.lock`, is held until the store is closed or the process dies, so that two gateways never
 * deliver the same message. The file counts and not the path: no link or mount gets around the lock.
 *
 * Every commit reaches the disk (`synchronous = FULL`), and deleted data is overwritten (`secure_delete`). Only their
 * owner can read the files, even those that an earlier version left readable by others.
 *
 * @param path - File path, or `":memory:"`.
 * @throws {@link AgencyError} `GATEWAY_STORE_INCOMPATIBLE`, `GATEWAY_STORE_IN_USE`, `GATEWAY_STORE_LINKED`.
 */
export function openSqliteStore(path: string): AgencyStore {
  const { db, scrub, close } = openSqliteFile(path, createStatements);
  const tx = createTx(createStatements(db));
  // One connection has one transaction at a time: the next waits until the last has ended, even if it failed.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };

  let closing: Promise<void> | undefined;

  return {
    transaction: (work) =>
      alone(async () => {
        db.exec("BEGIN IMMEDIATE");
        try {
          const result = await work(tx);
          db.exec("COMMIT");
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself, where the disk is full.
          if (db.isTransaction) db.exec("ROLLBACK");
          throw error;
        }
      }),
    scrub: () => alone(async () => scrub()),
    close() {
      closing ??= alone(async () => close());
      return closing;
    },
  };
}

function createTx(statements: Statements): Tx {
  const history = createSqliteHistory(statements);
  const keys = createSqliteHeldKeys(statements);
  return {
    outbox: createSqliteOutbox(statements, { history, keys }),
    inbox: createSqliteInbox(statements, { history, keys }),
    quarantine: createSqliteQuarantine(statements),
    replay: createSqliteReplay(statements),
    history: laterOf(history),
    answers: createSqliteAnswers(statements),
    replies: createSqliteReplies(statements),
    events: createSqliteEvents(statements),
    marks: createSqliteMarks(statements),
  };
}

/** Adapts the reading half of the history to its asynchronous port. */
function laterOf(history: SqliteHistory): Tx["history"] {
  return {
    find: async (digest) => history.find(digest),
    findById: async (id, other) => history.findById(id, other),
    under: async (key, limit, only) => history.under(key, limit, only),
    digestsUnder: async (key, limit, only) => history.digestsUnder(key, limit, only),
    personBehind: async (pseudonym) => history.personBehind(pseudonym),
    mentionsOf: async (...asked) => history.mentionsOf(...asked),
    hasStrangers: async (prefix) => history.hasStrangers(prefix),
  };
}

/** Makes the port of events, which are kept for good. */
export function createSqliteEvents({ run, one, all }: Statements): Events {
  const bare = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => {
      const { position: _, ...event } = toEvent(row);
      return event;
    });
  return {
    async add({ kind, at, ...rest }) {
      const empty = { code: null, ref: null, country: null, authority: null, role: null };
      run(
        `INSERT INTO event (kind, at, code, ref, country, authority, role)
         VALUES (:kind, :at, :code, :ref, :country, :authority, :role)`,
        { ...empty, kind, at, ...rest },
      );
    },
    async has(kind, ref) {
      const sql = "SELECT 1 AS found FROM event WHERE kind = :kind AND ref = :ref LIMIT 1";
      return one(sql, { kind, ref }) !== undefined;
    },
    list: async (kind) =>
      bare(all("SELECT * FROM event WHERE kind = :kind ORDER BY position", { kind })),
    // '!' is the character after the space.
    about: async (kind, digest) =>
      bare(
        all(
          `SELECT * FROM event WHERE kind = :kind AND ref >= :digest AND ref < :digest || '!'
           ORDER BY position`,
          { kind, digest },
        ),
      ),
    after: async (kind, position, limit) =>
      all(
        `SELECT * FROM event WHERE kind = :kind AND position > :position
         ORDER BY position LIMIT :limit`,
        { kind, position, limit },
      ).map(toEvent),
    before: async (kind, position, limit) =>
      all(
        `SELECT * FROM event WHERE kind = :kind AND position < :position
         ORDER BY position DESC LIMIT :limit`,
        { kind, position, limit },
      ).map(toEvent),
  };
}

/** Makes the port of marks. */
const createSqliteMarks = ({ run, one }: Statements): Marks => ({
  async get(name) {
    const row = one("SELECT value FROM mark WHERE name = :name", { name });
    return row && text(row, "value");
  },
  async set(name, value) {
    run("INSERT OR REPLACE INTO mark (name, value) VALUES (:name, :value)", { name, value });
  },
});

/** Prepares each statement once. */
export function createStatements(db: DatabaseSync): Statements {
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    run(sql, values) {
      // A write after the end of its transaction would be a transaction of its own.
      if (!db.isTransaction) throw new Error("a write outside of a transaction");
      return Number(statement(sql).run(values).changes);
    },
    one: (sql, values) => statement(sql).get(values) as Row | undefined,
    all: (sql, values = {}) => statement(sql).all(values) as unknown as readonly Row[],
  };
}
