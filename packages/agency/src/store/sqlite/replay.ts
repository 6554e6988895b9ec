import type { ReplayMemory } from "../ports.ts";
import type { Statements } from "./statements.ts";

/** What was received, in the database of the gateway. Part of the transaction it is called in. */
export function createSqliteReplay({ run, one }: Pick<Statements, "run" | "one">): ReplayMemory {
  // What is in the inbox keeps its id for good, also when its time in the memory is over.
  const seenId = (iss: string, jti: string): boolean =>
    one(
      `SELECT 1 AS seen FROM replay_id WHERE iss = :iss AND jti = :jti
       UNION ALL SELECT 1 FROM inbox WHERE sender = :iss AND id = :jti LIMIT 1`,
      { iss, jti },
    ) !== undefined;
  const seenDigest = (digest: string): boolean =>
    one("SELECT 1 AS seen FROM replay_digest WHERE digest = :digest", { digest }) !== undefined;
  return {
    has: async ({ iss, jti, digest }) => seenId(iss, jti) || seenDigest(digest),
    async insert({ iss, jti, digest, keepUntil }) {
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
    prune: async (now) =>
      run("DELETE FROM replay_id WHERE keep_until <= :now", { now: now.getTime() }),
  };
}
