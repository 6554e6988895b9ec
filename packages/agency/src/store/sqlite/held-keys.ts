import type { DecodedMessage } from "@safepassage/schema";
import { type HeldBy, type HeldKey, heldKeysOf } from "../held-keys.ts";
import { text } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** A message whose keys are written. */
export interface KeyedMessage extends HeldBy {
  readonly digest: string;
  readonly messageType: string;
  readonly exchangeId: string;
  readonly message: Partial<DecodedMessage>;
}

/** What messages are found by while their content is held. */
export interface SqliteHeldKeys {
  add(message: KeyedMessage): void;
  erase(digest: string): void;
  /** Digests under a key, in no order. */
  under(key: HeldKey, by: HeldBy): readonly string[];
}

/** Keys of what is held. Ids of groups and consents are case data: they go with the content. */
export function createSqliteHeldKeys({ run, all }: Statements): SqliteHeldKeys {
  return {
    add({ digest, own, other, message, ...row }) {
      for (const { kind, key } of heldKeysOf(message, row)) {
        run(
          `INSERT INTO held_key (kind, key, own, other, digest)
           VALUES (:kind, :key, :own, :other, :digest)`,
          { kind, key, own: Number(own), other, digest },
        );
      }
    },
    erase(digest) {
      run("DELETE FROM held_key WHERE digest = :digest", { digest });
    },
    under: ({ kind, key }, { own, other }) =>
      all(
        `SELECT digest FROM held_key
         WHERE kind = :kind AND key = :key AND own = :own AND other = :other`,
        { kind, key, own: Number(own), other },
      ).map((row) => text(row, "digest")),
  };
}
