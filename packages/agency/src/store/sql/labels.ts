import type { Kysely } from "kysely";
import type { LabelledMessages } from "../ports.ts";
import type { Label } from "../rows.ts";
import { flag } from "./encode.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of labels. They are keys by which messages are found, and go with them. */
export const createSqlLabels = (db: Kysely<Tables>): LabelledMessages => ({
  async add(box, digest, labels) {
    const other = box === "inbox" ? "sender as other" : "recipient as other";
    const row = await db
      .selectFrom(box)
      .select(other as "digest as other")
      .where("digest", "=", digest)
      .where("content", "is not", null)
      .executeTakeFirst();
    if (row === undefined) return false;
    const own = flag(box === "outbox");
    await insertLabels(
      db,
      labels.map(({ kind, name: key }) => ({ kind, key, own, other: row.other, digest })),
    );
    return true;
  },
  async find({ kind, name }, limit) {
    const rows = await db
      .selectFrom("held_key")
      .select(["digest", "own"])
      .where("kind", "=", kind)
      .where("key", "=", name)
      .limit(limit)
      .execute();
    return rows.map(({ digest, own }) => ({ digest, own: own === 1 }));
  },
});

/** Stores labels of a message whose content is held. */
export async function insertLabels(
  db: Kysely<Tables>,
  rows: readonly Tables["held_key"][],
): Promise<void> {
  if (rows.length > 0) await INSERT(db, { rows });
}

/** Gives a message the labels of another, whose place it takes. */
export async function copyLabels(
  db: Kysely<Tables>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const rows = await db
    .selectFrom("held_key")
    .select(["kind", "key", "own", "other"])
    .where("digest", "=", from)
    .where("kind", "in", KINDS)
    .execute();
  await insertLabels(
    db,
    rows.map((row) => ({ ...row, digest: to })),
  );
}

const KINDS: readonly Label["kind"][] = ["case", "person"];

const INSERT = prepared((db, { rows }: { readonly rows: readonly Tables["held_key"][] }) =>
  db
    .insertInto("held_key")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);
