/** A store that has been used for years: rows of real messages, copied under names of their own. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openKeyFolder, openSqliteStore } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";

/** Of so many messages one is still held. Time was up for the others: their contents are erased, as an agency does it. */
const ONE_HELD_OF = 8;

/**
 * Copies the messages that the store of an agency holds until there are so many, with other ids, digests and pseudonyms,
 * and with the keys of those that are held. Nothing else may use the store.
 *
 * @param messages - How many it holds in the end.
 * @param varied - What columns of the copies have in place of what was copied, as SQL: `x` is the row copied, and
 *   `copy.position` the place of the copy.
 */
export async function fillStore(
  folder: string,
  messages: number,
  varied: Varied = {},
): Promise<void> {
  const path = join(folder, "state/agency.db");
  const keys = join(folder, "keys/contents");
  await eraseMost(path, keys);
  const db = new DatabaseSync(path);
  try {
    db.exec(`ATTACH '${join(keys, "message-keys.db")}' AS keys`);
    for (const name of ["main", "keys"]) {
      // The write-ahead log is given up first.
      db.exec(`PRAGMA ${name}.journal_mode = DELETE`);
      const mode = db.prepare(`PRAGMA ${name}.journal_mode = MEMORY`).get()?.["journal_mode"];
      if (mode !== "memory") throw new Error(`${name} has a log: ${mode}`);
    }
    db.exec(`
      PRAGMA main.synchronous = OFF;
      PRAGMA keys.synchronous = OFF;
      PRAGMA main.cache_size = -1000000;
      BEGIN;
    `);
    const indexes = db
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
      .all();
    for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
    copyMessages(db, messages, varied);
    for (const { sql } of indexes) db.exec(String(sql));
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

/** SQL by the names of columns. */
type Varied = Readonly<Record<string, string>>;

async function eraseMost(path: string, keys: string): Promise<void> {
  const store = openSqliteStore(path, () => openKeyFolder(keys));
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const digests = db.prepare("SELECT digest FROM history ORDER BY position").all();
    db.close();
    const at = toInstant(new Date());
    await store.transaction(async ({ outbox, inbox }) => {
      for (const [index, { digest }] of digests.entries()) {
        if (index % ONE_HELD_OF === 0) continue;
        await outbox.erase(String(digest), at);
        await inbox.erase(String(digest), at);
      }
    });
    await store.scrub();
  } finally {
    await store.close();
  }
}

function copyMessages(db: DatabaseSync, messages: number, varied: Varied): void {
  const { held = 0 } = db.prepare("SELECT count(*) AS held FROM history").get() ?? {};
  const copies = messages - Number(held);
  db.exec(`
    CREATE TEMP TABLE copy (of INTEGER, salt TEXT, position INTEGER PRIMARY KEY);
    INSERT INTO copy (of, salt, position)
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies - 1})
      SELECT i % ${held} + 1, printf('%010x', i * ${SPREAD} & ${MOST_SALT}), i + ${held} + 1 FROM n;
    CREATE TEMP TABLE template AS SELECT * FROM history;
  `);
  const isSender = db.prepare("SELECT 1 FROM outbox LIMIT 1").get() !== undefined;
  const boxes = { outbox: ["id", "digest", "sd_hash"], inbox: ["id", "digest", "sealed_digest"] };
  const box = isSender ? "outbox" : "inbox";
  copyTable(db, box, { salted: [...boxes[box], "exchange_id"], varied });
  copyTable(db, "history", { salted: ["message", "digest"] });
  copyTable(db, "mention", { salted: ["pseudonym"] });
  // These have no place of their own, but the digest of their message.
  const byDigest = (table: string) =>
    `FROM copy JOIN template t ON t.position = copy.of JOIN ${table} x ON x.digest = t.digest`;
  db.exec(`
    INSERT INTO held_key (kind, key, own, other, digest)
      SELECT kind, ${salt("key")}, x.own, x.other, ${salt("x.digest")}
      ${byDigest("held_key")} ORDER BY 1, 2;
    INSERT INTO keys.message_key (digest, wrapped)
      SELECT ${salt("x.digest")}, wrapped ${byDigest("keys.message_key")} ORDER BY 1;
    INSERT INTO replay_digest (digest) SELECT ${salt("x.digest")} ${byDigest("replay_digest")} ORDER BY 1;
  `);
}

/** Copies the rows of a table whose messages have the same places in it as in the history. */
function copyTable(
  db: DatabaseSync,
  table: string,
  { salted, varied = {} }: { readonly salted: string[]; readonly varied?: Varied },
): void {
  const columns = db
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map(({ name }) => String(name));
  const values = columns.map((name) => {
    if (name === "position") return "copy.position";
    return salted.includes(name) ? salt(`x.${name}`) : (varied[name] ?? `x.${name}`);
  });
  db.exec(`
    CREATE TEMP TABLE x AS SELECT * FROM ${table};
    CREATE INDEX temp.x_position ON x (position);
    INSERT INTO ${table} (${columns}) SELECT ${values} FROM copy JOIN x ON x.position = copy.of ORDER BY copy.position;
    DROP TABLE x;
  `);
}

/** An odd number near the golden section of all salts. So each copy has a salt of its own, and neighbours lie far apart. */
const SPREAD = 0x9e_37_79_b9_7f;
const MOST_SALT = 0xff_ff_ff_ff_ff;

/** Another name in place of one. Names are random, and so is their order. */
const salt = (column: string): string => `copy.salt || substr(${column}, 11)`;
