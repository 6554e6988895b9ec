import type { SQLInputValue } from "node:sqlite";
import type { Row } from "./sqlite-rows.ts";
import type { SeenStore } from "./store.ts";

/** What the store lends: prepared statements over its one connection. */
export interface Statements {
  run(sql: string, values: Record<string, SQLInputValue>): number;
  one(sql: string, values: Record<string, SQLInputValue>): Row | undefined;
}

/** What was received, in the database of the gateway. Part of the transaction it is called in. */
export function createSqliteReplay({ run, one }: Statements): SeenStore {
  const seenId = (iss: string, jti: string): boolean =>
    one("SELECT 1 AS seen FROM replay_id WHERE iss = :iss AND jti = :jti", { iss, jti }) !==
    undefined;
  const seenDigest = (digest: string): boolean =>
    one("SELECT 1 AS seen FROM replay_digest WHERE digest = :digest", { digest }) !== undefined;
  return {
    has: ({ iss, jti, digest }) => seenId(iss, jti) || seenDigest(digest),
    insert({ iss, jti, digest, keepUntil }) {
      if (seenId(iss, jti)) return "seen-jti";
      if (seenDigest(digest)) return "seen-digest";
      run("INSERT INTO replay_id (iss, jti, keep_until) VALUES (:iss, :jti, :until)", {
        iss,
        jti,
        until: keepUntil.getTime(),
      });
      run("INSERT INTO replay_digest (digest) VALUES (:digest)", { digest });
      return "new";
    },
    prune: (now) => run("DELETE FROM replay_id WHERE keep_until <= :now", { now: now.getTime() }),
  };
}
