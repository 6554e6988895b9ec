import { type HeldBy, type HeldKey, heldKeysOf } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { Kysely } from "kysely";
import type { Label } from "../rows.ts";
import { flag } from "./encode.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** A message with all that its keys are made of. */
export interface KeyedMessage extends HeldBy {
  readonly digest: string;
  readonly messageType: string;
  readonly exchangeId: string;
  readonly message: Partial<DecodedMessage>;
}

/** Keys by which messages are found while their content is held. */
export interface HeldKeys {
  add(message: KeyedMessage): Promise<void>;
  /** Adds labels to a message that is held. */
  label(message: HeldBy & { readonly digest: string }, labels: readonly Label[]): Promise<void>;
  /** Gives a message the labels of another, whose place it takes. */
  inherit(from: string, to: string): Promise<void>;
  erase(digest: string): Promise<void>;
  /** Digests of one side's messages under a key, in no order. */
  under(key: HeldKey, by: HeldBy): Promise<readonly string[]>;
  /** {@link under}, of this agency's messages to whomever. */
  own(key: HeldKey): Promise<readonly string[]>;
}

/** Makes the keys of held messages. Ids of groups and consents are case data, so they go with the content. */
export function createHeldKeys(db: Kysely<Tables>): HeldKeys {
  return {
    async add({ digest, own, other, message, ...row }) {
      const rows = heldKeysOf(message, { ...row, own }).map(({ kind, key }) => ({
        ...{ kind, key, own: flag(own), other, digest },
      }));
      if (rows.length > 0) await INSERT(db, { rows });
    },
    async label({ digest, own, other }, labels) {
      const rows = labels.map(({ kind, name: key }) => ({
        ...{ kind, key, own: flag(own), other, digest },
      }));
      if (rows.length > 0) await INSERT(db, { rows });
    },
    async inherit(from, to) {
      const rows = await db
        .selectFrom("held_key")
        .select(["kind", "key", "own", "other"])
        .where("digest", "=", from)
        .where("kind", "in", LABELS)
        .execute();
      if (rows.length > 0) await INSERT(db, { rows: rows.map((row) => ({ ...row, digest: to })) });
    },
    async erase(digest) {
      await db.deleteFrom("held_key").where("digest", "=", digest).execute();
    },
    async under({ kind, key }, { own, other }) {
      const { rows } = await UNDER(db, { kind, key, own: flag(own), other });
      return rows.map(({ digest }) => digest);
    },
    async own({ kind, key }) {
      const rows = await db
        .selectFrom("held_key")
        .select("digest")
        .where("kind", "=", kind)
        .where("key", "=", key)
        .where("own", "=", flag(true))
        .orderBy("digest")
        .execute();
      return rows.map(({ digest }) => digest);
    },
  };
}

const LABELS: readonly Label["kind"][] = ["case", "person"];

const INSERT = prepared((db, { rows }: { readonly rows: readonly Tables["held_key"][] }) =>
  db
    .insertInto("held_key")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);
const UNDER = prepared((db, { kind, key, own, other }: Omit<Tables["held_key"], "digest">) =>
  db
    .selectFrom("held_key")
    .select("digest")
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where("own", "=", own)
    .where("other", "=", other),
);
