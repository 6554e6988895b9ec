import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createGroupCipher } from "../keys/cipher.ts";
import { openKekFile } from "../keys/kek-file.ts";
import { KEY_FILES } from "../keys/key-folder.ts";
import { openMessageKeys } from "../keys/message-key-file.ts";
import type { InboxContent, OutboxContent } from "../rows.ts";
import { fromJson, toJson } from "../sql/encode.ts";

/** What both tables hold of a message, among other things. */
export type CopiedContent = Pick<InboxContent, keyof InboxContent & keyof OutboxContent>;

/** What a SQLite database holds, as somebody sees it who has copied its file and a folder of keys. */
export interface CopiedStore {
  rows(sql: string): readonly Readonly<Record<string, unknown>>[];
  /** What is held of a message; `undefined` if no key opens it. */
  content(box: "inbox" | "outbox", digest: string): CopiedContent | undefined;
  /** The sealed package of a message that is being sent. */
  sealed(digest: string): string | undefined;
  /** Puts something else in the place of a content, as another version would have stored it. */
  rewrite(box: "inbox" | "outbox", digest: string, content: unknown): void;
}

/**
 * Works with the files of a store from outside. The store itself need not be closed.
 *
 * @param keys - The folder of keys. Default: the one beside the database.
 */
export function withCopied<T>(
  database: string,
  work: (store: CopiedStore) => T,
  keys = `${database}.keys`,
): T {
  const db = new DatabaseSync(database);
  const held = openMessageKeys(join(keys, KEY_FILES.keys), () =>
    openKekFile(join(keys, KEY_FILES.kek), false),
  );
  const cipher = createGroupCipher(held);
  const rows: CopiedStore["rows"] = (sql) => db.prepare(sql).all();
  const column = (name: string, box: string, digest: string): Uint8Array | null =>
    (db.prepare(`SELECT ${name} FROM ${box} WHERE digest = ?`).get(digest)?.[name] ??
      null) as Uint8Array | null;
  const decrypted = (name: "content" | "sealed", box: string, digest: string) => {
    const octets = column(name, box, digest);
    return octets === null ? undefined : cipher.decrypt(digest, name, octets);
  };
  try {
    return work({
      rows,
      content(box, digest) {
        const text = decrypted("content", box, digest);
        return text === undefined ? undefined : fromJson(text);
      },
      sealed: (digest) => decrypted("sealed", "outbox", digest),
      rewrite(box, digest, content) {
        const octets = cipher.encrypt(digest, "content", toJson(content));
        db.prepare(`UPDATE ${box} SET content = ? WHERE digest = ?`).run(octets, digest);
      },
    });
  } finally {
    held.close();
    db.close();
  }
}
