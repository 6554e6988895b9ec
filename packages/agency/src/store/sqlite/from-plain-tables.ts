import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { DecodedMessage } from "@safepassage/schema";
import { createGroupCipher, type GroupCipher } from "../keys/cipher.ts";
import type { StoreKeys } from "../keys/message-keys.ts";
import type { InboxContent, OutboxContent } from "../rows.ts";
import { encryptInbox, encryptOutbox } from "../sql/encode.ts";
import { SCHEMA_VERSION, statementsSince } from "../sql/migrations.ts";
import { ASKED_BEFORE } from "../sql/recall-tables.ts";
import { REVIEWS_BEFORE } from "../sql/review-tables.ts";
import { KEYS_MARK } from "../sql/settle-erasures.ts";
import type { TellUpgrade } from "../sql/upgrade-progress.ts";
import { APPLICATION_ID } from "./application-id.ts";

/**
 * Brings tables of version 5, 6 or 7 up to date, whose contents were not encrypted: makes the tables anew, copies each row, and
 * encrypts each content under a key of its own. All of it or nothing; keys may be left over, which harm nobody.
 *
 * @param tell - Gets the progress.
 */
export function encryptTables(db: DatabaseSync, { keys }: StoreKeys, tell: TellUpgrade): void {
  const id = keys.begin();
  db.exec("BEGIN IMMEDIATE");
  try {
    const before = TABLES.filter((name) => columnsOf(db, name).length > 0);
    const rows = new Map(before.map((name) => [name, countOf(db, name)]));
    const copied = countCopied([...rows.values()], tell);
    for (const name of before) db.exec(`ALTER TABLE ${name} RENAME TO ${name}_before`);
    // The names of indexes stay with renamed tables.
    for (const name of indexesOf(db)) db.exec(`DROP INDEX ${name}`);
    for (const statement of statementsSince(0, "sqlite")) db.exec(statement);
    const cipher = createGroupCipher(keys);
    const boxes = { outbox: outboxContent, inbox: inboxContent } as const;
    for (const [box, content] of Object.entries(boxes)) {
      copyBox(db, box, content, { cipher, keys, copied });
    }
    for (const name of before.filter((one) => !(one in boxes))) {
      copy(db, name);
      copied(rows.get(name));
    }
    db.exec(ASKED_BEFORE);
    db.exec(REVIEWS_BEFORE);
    for (const name of before) db.exec(`DROP TABLE ${name}_before`);
    db.prepare("INSERT INTO mark VALUES (?, ?)").run(KEYS_MARK, id);
    tell({ step: "commit" });
    db.exec(`
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${SCHEMA_VERSION};
      COMMIT;
    `);
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

type Row = Readonly<Record<string, SQLOutputValue>>;
/** What becomes of the plain columns of a row. */
type ToColumns = (row: Row, cipher: GroupCipher) => Record<string, Uint8Array | string | null>;

const outboxContent: ToColumns = (row, cipher) => {
  const digest = String(row["digest"]);
  const [sealed, request] = [row["sealed"], row["request"]];
  const message = parse<DecodedMessage>(row["message"]);
  const content = message && {
    ...{ sdJwt: String(row["sd_jwt"]), exchangeId: String(row["exchange_id"]), message },
    seed: row["seed"] as Uint8Array,
  };
  return {
    profile: message?.clear["env.profile"] ?? "",
    sealed: typeof sealed === "string" ? cipher.encrypt(digest, "sealed", sealed) : null,
    content: encrypted(content, (held: OutboxContent) =>
      encryptOutbox(cipher, digest, held, typeof request === "string" ? request : undefined),
    ),
  };
};

const inboxContent: ToColumns = (row, cipher) => {
  const message = parse<DecodedMessage>(row["message"]);
  const judgement = parse<InboxContent["judgement"]>(row["judgement"]);
  const content = message &&
    judgement && {
      ...{ sdJwt: String(row["sd_jwt"]), exchangeId: String(row["exchange_id"]), message },
      judgement,
    };
  return {
    content: encrypted(content, (held: InboxContent) =>
      encryptInbox(cipher, String(row["digest"]), held),
    ),
  };
};

const parse = <T>(value: SQLOutputValue | undefined): T | undefined =>
  typeof value === "string" ? (JSON.parse(value) as T) : undefined;

const encrypted = <T>(content: T | undefined, encrypt: (content: T) => Uint8Array) =>
  content === undefined ? null : encrypt(content);

/** Counts rows that are copied. */
type Copied = (rows?: number) => void;

function countCopied(counts: readonly number[], tell: TellUpgrade): Copied {
  const of = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  tell({ step: "rows", done, of });
  return (rows = 1) => {
    done += rows;
    tell({ step: "rows", done, of });
  };
}

interface CopyWith {
  readonly cipher: GroupCipher;
  readonly keys: StoreKeys["keys"];
  readonly copied: Copied;
}

/**
 * Copies a table with contents, some rows at a time. It removes them from the old table, so that their room
 * is used for the next ones, and the file does not become twice as large.
 */
function copyBox(
  db: DatabaseSync,
  box: string,
  toColumns: ToColumns,
  { cipher, keys, copied }: CopyWith,
): void {
  const made = Object.keys(toColumns({ message: null }, cipher));
  const kept = commonColumns(db, box).filter((name) => !made.includes(name));
  const columns = ["position", ...kept, ...made];
  const places = columns.map((name) => `:${name}`);
  const insert = db.prepare(`INSERT INTO ${box} (${columns}) VALUES (${places})`);
  const rows = db.prepare(
    `SELECT rowid AS position, * FROM ${box}_before WHERE rowid > ? ORDER BY rowid LIMIT ${PART}`,
  );
  const remove = db.prepare(`DELETE FROM ${box}_before WHERE rowid <= ?`);
  for (let last = firstOf(db, `${box}_before`) - 1, before = Number.NaN; last !== before; ) {
    before = last;
    for (const row of rows.iterate(last) as Iterable<Row>) {
      const held = Object.fromEntries(
        ["position", ...kept].map((name) => [name, row[name] ?? null]),
      );
      insert.run({ ...held, ...toColumns(row, cipher) });
      copied();
      last = Number(row["position"]);
    }
    keys.add(cipher.made);
    cipher.stored();
    remove.run(last);
  }
}

/** Copies a table whose columns are the same. A reply had no place: the order of its rows was that. */
function copy(db: DatabaseSync, name: string): void {
  const columns = commonColumns(db, name);
  const isPlaced = columnsOf(db, name).includes("position") && !columns.includes("position");
  const [into, from] = isPlaced ? ["position, ", "rowid, "] : ["", ""];
  db.exec(`INSERT INTO ${name} (${into}${columns}) SELECT ${from}${columns} FROM ${name}_before`);
}

const commonColumns = (db: DatabaseSync, name: string): readonly string[] => {
  const before = columnsOf(db, `${name}_before`);
  return columnsOf(db, name).filter((column) => before.includes(column));
};

const columnsOf = (db: DatabaseSync, table: string): readonly string[] =>
  db
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map(({ name }) => String(name));

/** Finds the lowest rowid of a table. An empty table gives 1. */
const firstOf = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT coalesce(min(rowid), 1) AS first FROM ${table}`).get()?.["first"]);

const countOf = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]);

/** The indexes that statements have made, and not those of the engine. */
const indexesOf = (db: DatabaseSync): readonly string[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    .all()
    .map(({ name }) => String(name));

const TABLES = [
  ...["outbox", "inbox", "history", "history_key", "mention", "held_key", "refusal"],
  ...["replay_id", "replay_digest", "reply", "event", "mark"],
];

/** Rows that are copied at a time: so many keys are held in memory. */
const PART = 1000;
