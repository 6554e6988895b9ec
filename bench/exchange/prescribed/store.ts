/** Rows in SQLite whose contents are encrypted under keys of their own, which lie in a file beside it. */
import { createCipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { fdatasyncSync, openSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** What comes within one turn of the event loop is committed together. */
export interface Store {
  /** Resolves once the message is durable, and its key before it. */
  add(id: string, content: string): Promise<void>;
  /** Resolves once it is durable. */
  change(id: string, receipts: string): Promise<void>;
}

export function openStore(path: string): Store {
  const db = new DatabaseSync(path);
  db.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
    create table message (id text primary key, receipts text, content blob) strict;
  `);
  const add = db.prepare("insert into message (id, content) values (?, ?)");
  const change = db.prepare("update message set receipts = ? where id = ?");
  const [begin, commit] = [db.prepare("begin immediate"), db.prepare("commit")];
  const keys = openSync(`${path}.keys`, "a", 0o600);
  const outer = createSecretKey(randomBytes(32));
  let waiting: Work[] = [];
  const runGroup = (): void => {
    const group = waiting;
    waiting = [];
    begin.run();
    const wrapped = group.flatMap(({ key, write }) => {
      write();
      return key === undefined ? [] : [key];
    });
    if (wrapped.length > 0) {
      writeSync(keys, Buffer.concat(wrapped));
      fdatasyncSync(keys);
    }
    commit.run();
    for (const { done } of group) done();
  };
  const durable = (write: () => void, key?: Buffer): Promise<void> =>
    new Promise((done) => {
      if (waiting.length === 0) setImmediate(runGroup);
      waiting.push({ write, key, done });
    });
  return {
    add(id, content) {
      const key = randomBytes(32);
      const encrypted = encrypt(createSecretKey(key), Buffer.from(content));
      return durable(() => add.run(id, encrypted), encrypt(outer, key));
    },
    change: (id, receipts) => durable(() => change.run(receipts, id)),
  };
}

interface Work {
  readonly write: () => void;
  /** The wrapped key of a new message. */
  readonly key: Buffer | undefined;
  readonly done: () => void;
}

function encrypt(key: KeyObject, octets: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return Buffer.concat([nonce, cipher.update(octets), cipher.final(), cipher.getAuthTag()]);
}
