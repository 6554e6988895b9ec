import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { Recalls } from "../ports.ts";
import { RECORD, splitRecord } from "./consents.ts";
import { fromJson } from "./encode.ts";
import { prepared } from "./prepared.ts";
import { isNotNoted } from "./retention.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of erasures that recipients have not certified. */
export const createSqlRecalls = (db: Kysely<Tables>): Recalls => ({
  async ask(digest, at) {
    await db
      .updateTable("outbox")
      .set((row) => ({ asked_at: row.fn.coalesce("asked_at", sql.val(at)) }))
      .where("digest", "=", digest)
      .execute();
  },
  async certify(digest, certificate) {
    await dropRecall(db, digest);
    await db
      .updateTable("outbox")
      .set((row) => ({ certificate: row.fn.coalesce("certificate", sql.val(certificate)) }))
      .where("digest", "=", digest)
      .execute();
  },
  async overdue(before, day, limit) {
    const rows = await db
      .selectFrom("outbox")
      .select("digest")
      .where((row) => isOwed(row, day))
      .where("asked_at", "<=", before)
      .where(isNotNoted("certificateOverdue"))
      .orderBy("erase_by")
      .orderBy("asked_at")
      .limit(limit)
      .execute();
    return rows.map(({ digest }) => digest);
  },
  async count(before, day) {
    const { open, overdue } = await db
      .selectFrom("outbox")
      .select(({ fn }) => [
        fn.countAll<number>().as("open"),
        fn.count<number>("digest").filterWhere("asked_at", "<=", before).as("overdue"),
      ])
      .where((row) => isOwed(row, day))
      .executeTakeFirstOrThrow();
    return { open: Number(open), overdue: Number(overdue) };
  },
  async of(digest) {
    const { rows } = await OF(db, { digest });
    return rows.map(({ consent, exchange_id: exchangeId }) => ({ consent, exchangeId }));
  },
  async on(consent) {
    const { rows } = await ON(db, { consent });
    return rows.map(({ digest }) => digest);
  },
  async prune(day) {
    await db
      .deleteFrom("recall")
      .where("digest", "in", (from) =>
        from
          .selectFrom("recall as over")
          .innerJoin("outbox", "outbox.digest", "over.digest")
          .select("over.digest")
          .where("over.erase_by", "<", day)
          // It may have been moved since.
          .where("outbox.erase_by", "<", day),
      )
      .execute();
  },
});

/**
 * Keeps by what a posted message can still be withdrawn that is about to be erased here, if it rests on consent alone. Call
 * it while its keys are there.
 */
export async function keepRecall(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
  const row = await db
    .selectFrom("outbox")
    .innerJoin("history", "history.digest", "outbox.digest")
    .select(["exchange_id", "erase_by", "note"])
    .where("outbox.digest", "=", digest)
    .where("posted", "=", 1)
    .where("certificate", "is", null)
    .where("erase_by", ">=", at.slice(0, DAY))
    .executeTakeFirst();
  const exchangeId = row?.exchange_id ?? undefined;
  if (row === undefined || exchangeId === undefined) return;
  if (!fromJson<{ readonly onConsentAlone?: boolean }>(row.note).onConsentAlone) return;
  const keys = await db
    .selectFrom("held_key")
    .select(["kind", "key"])
    .where("digest", "=", digest)
    .where("kind", "in", ["consent", RECORD])
    .where("own", "=", 1)
    .execute();
  const records = keys.filter(({ kind }) => kind === RECORD).map(({ key }) => splitRecord(key));
  const rows = keys
    .filter(({ kind }) => kind === "consent")
    .map(({ key: consent }) => {
      const record = records.find(({ ref }) => ref === consent)?.record ?? null;
      return { digest, consent, exchange_id: exchangeId, record, erase_by: row.erase_by };
    });
  if (rows.length === 0) return;
  await db
    .insertInto("recall")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Forgets by what a message can be withdrawn: its recipient has certified that it erased it. */
export async function dropRecall(db: Kysely<Tables>, digest: string): Promise<void> {
  await db.deleteFrom("recall").where("digest", "=", digest).execute();
}

/** Whether a recipient has signed that it has a message, was asked to erase it, and has not certified that. */
const isOwed = (row: ExpressionBuilder<Tables, "outbox">, day: string) =>
  row.and([
    row("asked_at", "is not", null),
    row("certificate", "is", null),
    // As an expression, so that no engine reads all that was ever decided by the index of states: there is one of these alone.
    row(sql<string>`coalesce(state, '')`, "in", ["delivered", "decided"]),
    row("erase_by", ">=", day),
  ]);

const OF = prepared((db, { digest }: { readonly digest: string }) =>
  db.selectFrom("recall").select(["consent", "exchange_id"]).where("digest", "=", digest),
);
const ON = prepared((db, { consent }: { readonly consent: string }) =>
  db.selectFrom("recall").select("digest").where("consent", "=", consent).orderBy("digest"),
);
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
