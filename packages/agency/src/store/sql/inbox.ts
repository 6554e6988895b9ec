import { type Insertable, type Kysely, sql } from "kysely";
import type { Inbox, Quarantine } from "../ports.ts";
import { decryptInbox, encryptInbox, fromJson, orNull, toJson } from "./encode.ts";
import { heldInExchange } from "./held-in-exchange.ts";
import { listInbox, listRefusals } from "./lists.ts";
import type { BoxParts } from "./outbox.ts";
import { prepared } from "./prepared.ts";
import { addRefusal, findRefusal, wasRefused } from "./refusals.ts";
import { isNotNoted, noteErasure, overdueIn } from "./retention.ts";
import { toInbox, toRefusal } from "./rows.ts";
import { CERTIFICATE, stated } from "./stated.ts";
import type { InboxTable, Tables } from "./tables.ts";

/** Makes the port of received messages, with their notes, and of refusals. */
export function createSqlInbox(db: Kysely<Tables>, { history, keys, cipher }: BoxParts): Inbox {
  return {
    async add({ content, clock, history: note, ...row }) {
      await INSERT(db, {
        id: row.id,
        sender: row.sender,
        state: row.state,
        message_type: row.messageType,
        purpose: row.purpose,
        digest: row.digest,
        sealed_digest: row.sealedDigest,
        resolved: toJson(row.resolved),
        jwt: row.jwt,
        statement: orNull(row.statement),
        receipts: toJson(row.receipts),
        received_at: row.receivedAt,
        erase_by: row.eraseBy,
        review_by: orNull(row.reviewBy),
        mend_by: orNull(row.mendBy),
        answer_from: orNull(clock?.from),
        answer_by: orNull(clock?.by),
        exchange_id: content.exchangeId,
        content: encryptInbox(cipher, row.digest, content),
      });
      await keys.add({ ...row, ...content, own: false, other: row.sender });
      if (note !== undefined) await history.add(note);
    },
    async find(sender, id) {
      const [row] = (await FIND(db, { sender, id })).rows;
      return row && toInbox(cipher, row);
    },
    async findByDigest(digest) {
      const [row] = (await FIND_BY_DIGEST(db, { digest })).rows;
      return row && toInbox(cipher, row);
    },
    async erase(digest, at) {
      const [unstated] = (await UNSTATED(db, { digest })).rows;
      const statement =
        unstated && stated(unstated, () => decryptInbox(cipher, digest, unstated.content));
      const { numUpdatedRows } = await db
        .updateTable("inbox")
        .set({ content: null, exchange_id: null, erased_at: at, ...(statement && { statement }) })
        .where("digest", "=", digest)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await noteErasure(db, digest, at);
      await keys.erase(digest);
      await history.erase(digest);
    },

    async retain(digest, eraseBy) {
      await db
        .updateTable("inbox")
        .set({ erase_by: eraseBy })
        .where("digest", "=", digest)
        .execute();
    },
    list: (filter, limit, before) => listInbox(db, filter, limit, before),
    listRefusals: (filter, limit, before) => listRefusals(db, filter, limit, before),
    heldUnder: (key, other) => keys.under(key, { own: false, other }),
    heldIn: (exchangeId, other, that) => heldInExchange(db, "inbox", { exchangeId, other }, that),
    overdue: (day, limit) => overdueIn(db, "inbox", day, limit),
    async counts() {
      // Each by an index: read together they would read every row.
      const { inbox } = await db
        .selectFrom("inbox")
        .select(({ fn }) => fn.countAll<number>().as("inbox"))
        .executeTakeFirstOrThrow();
      const { quarantined } = await unmendedIn(db)
        .select(({ fn }) => fn.countAll<number>().as("quarantined"))
        // All of them: so the index of those that are not mended is read, and not that of all that ever were.
        .where("sender", ">=", "")
        .executeTakeFirstOrThrow();
      return { inbox, quarantined };
    },

    async receiptsFor(sealedDigest) {
      const [row] = (await RECEIPTS(db, { sealedDigest })).rows;
      return row && fromJson(row.receipts);
    },
    async receiptsOf(sender, digest) {
      const row = await db
        .selectFrom("inbox")
        .select("receipts")
        .where("digest", "=", digest)
        .where("sender", "=", sender)
        .unionAll(
          db
            .selectFrom("refusal")
            .select("receipts")
            .where("digest", "=", digest)
            .where("sender", "=", sender)
            .where("code", "=", "rejected"),
        )
        .executeTakeFirst();
      return row && fromJson(row.receipts);
    },
    addRefusal: (row, keep, need) => addRefusal(db, cipher, row, { keep, need }),
    wasRefused: (digest) => wasRefused(db, digest),
    async findRefusal(sealedDigest) {
      const row = await findRefusal(db, sealedDigest);
      return row && toRefusal(row);
    },
  };
}

/** Makes the port of the quarantine, over indexes of its own. */
export function createSqlQuarantine(db: Kysely<Tables>): Quarantine {
  return {
    async mendable({ sender, inReplyTo, exchangeId, messageType }) {
      const { rows } = await MENDABLE(db, { sender, inReplyTo, exchangeId, messageType });
      return rows.map(({ digest }) => digest);
    },
    async countUnmended(sender) {
      const { rows } = await unmendedIn(db)
        .select(({ fn }) => fn.countAll<number>().as("rows"))
        .where("sender", "=", sender)
        .where("exchange_id", "is not", null)
        .executeTakeFirstOrThrow();
      return rows;
    },
    async overdue(at, limit) {
      const rows = await db
        .selectFrom("inbox")
        .select("digest")
        .where("mend_by", "<", at)
        .where(isNotNoted("mendOverdue"))
        .orderBy("mend_by")
        .limit(limit)
        .execute();
      return rows.map(({ digest }) => digest);
    },
    async mend(digest, by) {
      await db
        .updateTable("inbox")
        .set({ mend_by: null, mended_by: by })
        .where("digest", "=", digest)
        .execute();
    },
  };
}

/** As a word, since the indexes are for this word. */
const QUARANTINED = sql.lit("quarantined");
const unmendedIn = (db: Kysely<Tables>) =>
  db.selectFrom("inbox").where("state", "=", QUARANTINED).where("mended_by", "is", null);

const INSERT = prepared((db, row: Insertable<InboxTable>) => db.insertInto("inbox").values(row));
const FIND = prepared((db, { sender, id }: Record<"sender" | "id", string>) =>
  db.selectFrom("inbox").selectAll().where("sender", "=", sender).where("id", "=", id),
);
const FIND_BY_DIGEST = prepared((db, { digest }: { readonly digest: string }) =>
  db.selectFrom("inbox").selectAll().where("digest", "=", digest),
);
const UNSTATED = prepared((db, { digest }: { readonly digest: string }) =>
  db
    .selectFrom("inbox")
    .select(["message_type", "state", "content"])
    .where("digest", "=", digest)
    .where("message_type", "=", CERTIFICATE)
    .where("statement", "is", null),
);
const RECEIPTS = prepared((db, { sealedDigest }: { readonly sealedDigest: string }) =>
  db
    .selectFrom("inbox")
    .select("receipts")
    .where("sealed_digest", "=", sealedDigest)
    .unionAll(
      db
        .selectFrom("refusal")
        .select("receipts")
        .where("sealed_digest", "=", sealedDigest)
        .where("code", "=", "rejected"),
    ),
);
const MENDABLE = prepared((db, by: Parameters<Quarantine["mendable"]>[0]) =>
  unmendedIn(db)
    .select("digest")
    .where("sender", "=", by.sender)
    .where("id", "=", by.inReplyTo)
    .union(
      unmendedIn(db)
        .select("digest")
        .where("sender", "=", by.sender)
        .where("exchange_id", "=", by.exchangeId)
        .where("message_type", "=", by.messageType),
    ),
);
