import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { isFull, toStoreError } from "../../setting/store-error.ts";
import type { AgencyStore, Events, Marks, Tx } from "../ports.ts";
import type { EventRow, PlacedEvent } from "../rows.ts";
import { createSqliteAnswers } from "./answers.ts";
import { openSqliteFile } from "./file.ts";
import { createSqliteHeldKeys, createSqliteHistory } from "./history.ts";
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
 * @throws {@link AgencyError} `GATEWAY_STORE_*`; a transaction also throws `GATEWAY_STORE_FULL`,
 *   `GATEWAY_STORE_UNREADABLE`.
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
  /** Whether a write failed because the disk was full, and no later try has found room. */
  let lacksRoom = false;
  const failureOf = (error: unknown): unknown => {
    lacksRoom ||= isFull(error);
    return toStoreError(error, path);
  };

  return {
    transaction: (work) =>
      alone(async () => {
        try {
          db.exec("BEGIN IMMEDIATE");
          const result = await work(tx);
          db.exec("COMMIT");
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself, where the disk is full.
          if (db.isTransaction) db.exec("ROLLBACK");
          throw failureOf(error);
        }
      }),
    scrub: () =>
      alone(async () => {
        try {
          scrub();
        } catch (error) {
          throw failureOf(error);
        }
      }),
    isFull: () =>
      alone(async () => {
        if (!lacksRoom) return false;
        try {
          db.exec(TRY_ROOM);
          lacksRoom = false;
        } catch (error) {
          if (!isFull(error)) throw failureOf(error);
        }
        return lacksRoom;
      }),
    close() {
      closing ??= alone(async () => close());
      return closing;
    },
  };
}

/** Writes as much as an ordinary message takes, and removes it. A single row might still find room on a full disk. */
const TRY_ROOM = `
  INSERT OR REPLACE INTO mark (name, value) VALUES ('room', printf('%.*c', 262144, '0'));
  DELETE FROM mark WHERE name = 'room';
`;

function createTx(statements: Statements): Tx {
  const history = createSqliteHistory(statements);
  const keys = createSqliteHeldKeys(statements);
  return {
    outbox: createSqliteOutbox(statements, { history, keys }),
    inbox: createSqliteInbox(statements, { history, keys }),
    quarantine: createSqliteQuarantine(statements),
    replay: createSqliteReplay(statements),
    history,
    answers: createSqliteAnswers(statements),
    replies: createSqliteReplies(statements),
    events: createSqliteEvents(statements),
    marks: createSqliteMarks(statements),
  };
}

/** Makes the port of events, which are kept for good. */
export function createSqliteEvents({ insert, all, has }: Statements): Events {
  const bare = ({ position: _, ...event }: PlacedEvent): EventRow => event;
  const ofKind = (where: string, values: { readonly kind: string } & Record<string, unknown>) =>
    all(`SELECT * FROM event WHERE kind = :kind ${where}`, values, toEvent);
  return {
    async add(event) {
      insert("INTO event", event);
    },
    has: async (kind, ref) =>
      has("SELECT 1 FROM event WHERE kind = :kind AND ref = :ref", { kind, ref }),
    // '!' is the character after the space.
    about: async (kind, digest) =>
      ofKind("AND ref >= :digest AND ref < :digest || '!' ORDER BY position", {
        kind,
        digest,
      }).map(bare),
    last: async (kind, digest, limit) =>
      ofKind("AND ref >= :digest AND ref < :digest || '!' ORDER BY ref DESC LIMIT :limit", {
        kind,
        digest,
        limit,
      }).map(bare),
    after: async (kind, position, limit) =>
      ofKind("AND position > :position ORDER BY position LIMIT :limit", { kind, position, limit }),
    before: async (kind, position, limit) =>
      ofKind("AND position < :position ORDER BY position DESC LIMIT :limit", {
        kind,
        position,
        limit,
      }),
  };
}

const createSqliteMarks = ({ insert, one }: Statements): Marks => ({
  get: async (name) =>
    one("SELECT value FROM mark WHERE name = :name", { name }, (row) => text(row, "value")),
  async set(name, value) {
    insert("OR REPLACE INTO mark", { name, value });
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
  const run: Statements["run"] = (sql, values) => {
    // A write after the end of its transaction would be a transaction of its own.
    if (!db.isTransaction) throw new Error("a write outside of a transaction");
    return Number(statement(sql).run(toStored(values)).changes);
  };
  return {
    run,
    insert(into, values) {
      const names = Object.keys(values);
      const places = names.map((name) => `:${name}`);
      run(`INSERT ${into} (${names.map(columnOf)}) VALUES (${places})`, values);
    },
    update(table, id, values) {
      const given = Object.entries(values).filter(([, value]) => value !== undefined);
      const set = given.map(([name]) => `${columnOf(name)} = :${name}`);
      run(`UPDATE ${table} SET ${set} WHERE id = :id`, { ...Object.fromEntries(given), id });
    },
    one(sql, values, read) {
      const row = statement(sql).get(toStored(values));
      return row && read(toRow(row));
    },
    all: (sql, values, read) =>
      statement(sql)
        .all(toStored(values))
        .map((row) => read(toRow(row))),
    has: (sql, values) => statement(`${sql} LIMIT 1`).get(toStored(values)) !== undefined,
  };
}

const columnOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function toStored(values: object): Record<string, SQLInputValue> {
  const stored = Object.entries(values).map(([name, value = null]) => {
    if (typeof value === "boolean") return [name, Number(value)];
    const isJson = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
    return [name, isJson ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(stored);
}

function toRow(stored: Record<string, SQLOutputValue>): Row {
  const members = Object.entries(stored).map(([column, value]) => [
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value ?? undefined,
  ]);
  return Object.fromEntries(members);
}
