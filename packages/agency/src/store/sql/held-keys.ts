import { type HeldBy, type HeldKey, heldKeysOf } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { Kysely } from "kysely";
import type { Label } from "../rows.ts";
import { RECORD } from "./consents.ts";
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

type LabelledMessage = HeldBy & { readonly digest: string };

/** Keys by which messages are found while their content is held. */
export interface HeldKeys {
  add(message: KeyedMessage): Promise<void>;
  /** Adds labels to a message that is held. */
  label(message: LabelledMessage, labels: readonly Label[]): Promise<void>;
  /** Gives a message labels of another: of some kinds, or all of the one whose place it takes. */
  inherit(from: string, to: LabelledMessage, kinds?: readonly Label["kind"][]): Promise<void>;
  erase(digest: string): Promise<void>;
  /** Digests of one side's messages under a key, in no order. */
  under(key: HeldKey, by: HeldBy): Promise<readonly string[]>;
  /** {@link under}, of this agency's messages to whomever. */
  own(key: HeldKey): Promise<readonly string[]>;
}

/** Makes the keys of held messages. Ids of groups and consents are case data, so they go with the content. */
export function createHeldKeys(db: Kysely<Tables>): HeldKeys {
  const keys: HeldKeys = {
    async add({ digest, own, other, message, ...row }) {
      const found = heldKeysOf(message, { ...row, own });
      const answered = await answeredBy(db, other, message.private?.["private.inReplyTo"]);
      const link = answered === undefined ? [] : [{ kind: ANSWERS, key: answered }];
      const rows = [...found, ...link].map(({ kind, key }) => ({
        ...{ kind, key, own: flag(own), other, digest },
      }));
      if (rows.length > 0) await INSERT(db, { rows });
      // An answer belongs to the case that the question was asked in.
      if (answered !== undefined) await keys.inherit(answered, { digest, own, other }, ["case"]);
    },
    async label({ digest, own, other }, labels) {
      const rows = labels.map(({ kind, name: key }) => ({
        ...{ kind, key, own: flag(own), other, digest },
      }));
      if (rows.length > 0) await INSERT(db, { rows });
    },
    async inherit(from, { digest, own, other }, kinds = LABELS) {
      const rows = await db
        .selectFrom("held_key")
        .select(["kind", "key"])
        .where("digest", "=", from)
        .where("kind", "in", kinds)
        .execute();
      const given = rows.map((row) => ({ ...row, own: flag(own), other, digest }));
      if (given.length > 0) await INSERT(db, { rows: given });
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
  return keys;
}

/**
 * The digest of the message with an id that was exchanged with another agency. An id that this agency gave itself means
 * its own message.
 */
async function answeredBy(
  db: Kysely<Tables>,
  other: string,
  id: string | undefined,
): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const [sent] = (await SENT(db, { other, id })).rows;
  return sent?.digest ?? (await RECEIVED(db, { other, id })).rows[0]?.digest;
}

/** Kind of the key of a message that answers another: the other's digest. */
export const ANSWERS = "answers";

const LABELS: readonly Label["kind"][] = ["case", "person", RECORD];

interface Named {
  readonly other: string;
  readonly id: string;
}
const SENT = prepared((db, { other, id }: Named) =>
  db.selectFrom("outbox").select("digest").where("id", "=", id).where("recipient", "=", other),
);
const RECEIVED = prepared((db, { other, id }: Named) =>
  db.selectFrom("inbox").select("digest").where("sender", "=", other).where("id", "=", id),
);
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
