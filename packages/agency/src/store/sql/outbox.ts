import type { Kysely, Selectable } from "kysely";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { Outbox } from "../ports.ts";
import type { NewOutboxRow, OutboxChange, OutboxState } from "../rows.ts";
import { dueIn, IS_OPEN } from "./due.ts";
import { decryptOutbox, encryptOutbox, flag, orNull, toJson } from "./encode.ts";
import { heldInExchange } from "./held-in-exchange.ts";
import type { HeldKeys } from "./held-keys.ts";
import { listOutbox } from "./lists.ts";
import { prepared } from "./prepared.ts";
import { dropRecall, keepRecall } from "./recalls.ts";
import { noteErasure, overdueIn } from "./retention.ts";
import { toOutbox } from "./rows.ts";
import type { SqlHistory } from "./sql-history.ts";
import { stated } from "./stated.ts";
import type { OutboxTable, Tables } from "./tables.ts";

/** What the boxes are written with. */
export interface BoxParts {
  readonly history: SqlHistory;
  readonly keys: HeldKeys;
  readonly cipher: ContentCipher;
}

/** Makes the port of messages sent, with their notes. */
export function createSqlOutbox(db: Kysely<Tables>, parts: BoxParts): Outbox {
  const { history, keys, cipher } = parts;
  const findBy = async (column: keyof typeof FIND, value: string) => {
    const { rows } = await FIND[column](db, { value });
    return rows[0] && toOutbox(cipher, rows[0]);
  };
  const outbox: Outbox = {
    async add(row) {
      await INSERT(db, toInsert(cipher, row));
      await keys.add({ ...row, ...row.content, own: true, other: row.recipient });
      await keys.label({ ...row, own: true, other: row.recipient }, row.labels ?? []);
      if (row.history !== undefined) await history.add(row.history);
    },
    find: (id) => findBy("id", id),
    findByDigest: (digest) => findBy("digest", digest),
    async findSubmission(key) {
      const [row] = (await FIND.submission(db, { value: key })).rows;
      if (row === undefined) return undefined;
      const request = decryptOutbox(cipher, row.digest, row.content)?.request;
      return { row: toOutbox(cipher, row), request };
    },
    due: (now, limit) => dueIn(db, now, limit),
    async change(id, change) {
      const [before] = (await BEFORE(db, { id })).rows;
      if (before === undefined) return undefined;
      await UPDATE(db, { id, columns: toUpdate(cipher, before.digest, change) });
      await noteOutcome(history, change.state, before);
      return before.state === change.state ? undefined : before.digest;
    },
    async replace(id, by, at) {
      const before = await db
        .selectFrom("outbox")
        .select(["submission", "digest", "posted", "content"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (before === undefined) throw new TypeError("no such message to replace");
      const { submission: key, digest, posted, content } = before;
      const request = decryptOutbox(cipher, digest, content)?.request;
      // The key is unique, and names the message that goes.
      await db.updateTable("outbox").set({ submission: null }).where("id", "=", id).execute();
      const submission = key === null ? undefined : { key, request: request ?? "" };
      await outbox.add({ ...by, submission });
      await keys.inherit(digest, { digest: by.digest, own: true, other: by.recipient });
      await outbox.change(id, { state: "replaced", sealed: null });
      if (posted === 0) await outbox.erase(digest, at);
    },
    async wake(which, now) {
      const recipient = "notOf" in which ? undefined : which.recipient;
      // The index of what is still on its way has all that is asked here: nothing is read of what was ever sent to a recipient.
      const waiting = db
        .selectFrom("outbox")
        .select("id")
        .where(IS_OPEN)
        .where("recipient", ">=", recipient ?? "")
        .$if(recipient !== undefined, (some) => some.where("recipient", "<=", recipient ?? ""))
        .where("next_attempt", ">", now);
      const meant =
        "notOf" in which
          ? waiting.where("profile", "<>", which.notOf)
          : waiting.where("last_error", "in", which.lastErrors);
      await db
        .updateTable("outbox")
        .set({ next_attempt: now, paused_at: now })
        .where("id", "in", meant)
        .where("content", "is not", null)
        .execute();
    },
    async erase(digest, at, certificate) {
      const row = await db
        .selectFrom("outbox")
        .select(["digest", "state", "posted", "deliver_by", "erased_at"])
        .select(["message_type", "statement", "content"])
        .where("digest", "=", digest)
        .executeTakeFirst();
      if (row === undefined) return false;
      const read = () => decryptOutbox(cipher, digest, row.content)?.content;
      const statement = row.statement ?? stated(row, read);
      const isUnsent = row.state === "queued" && row.posted === 0;
      await (certificate === undefined ? keepRecall(db, digest, at) : dropRecall(db, digest));
      // What was posted may still arrive until its deadline.
      const wait = row.posted === 1 && { next_attempt: Date.parse(row.deliver_by), paused_at: 0 };
      await db
        .updateTable("outbox")
        .set({
          ...{ sealed: null, content: null, exchange_id: null, emergency: 0 },
          ...{ erased_at: row.erased_at ?? at, ...wait },
          ...(statement !== undefined && { statement }),
          ...(isUnsent && { state: "unsent" as const }),
          ...(certificate !== undefined && { certificate }),
        })
        .where("digest", "=", digest)
        .execute();
      await noteErasure(db, digest, at);
      await keys.erase(digest);
      await history.erase(digest);
      if (isUnsent) await noteOutcome(history, "unsent", row);
      return isUnsent;
    },
    async retain(digest, eraseBy) {
      await db
        .updateTable("outbox")
        .set({ erase_by: eraseBy })
        .where("digest", "=", digest)
        .execute();
    },
    list: (filter, limit, before) => listOutbox(db, filter, limit, before),
    heldUnder: (key, other) => keys.under(key, { own: true, other }),
    heldOn: (consentRef) => keys.own({ kind: "consent", key: consentRef }),
    heldIn: (exchangeId, other, that) => heldInExchange(db, "outbox", { exchangeId, other }, that),
    overdue: (day, limit) => overdueIn(db, "outbox", day, limit),
    async counts() {
      const counts = {
        ...{ queued: 0, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 },
        ...{ unsent: 0, replaced: 0 },
      };
      const rows = await db
        .selectFrom("outbox")
        .select(["state", ({ fn }) => fn.countAll<number>().as("rows")])
        .groupBy("state")
        .execute();
      return { ...counts, ...Object.fromEntries(rows.map(({ state, rows }) => [state, rows])) };
    },
  };
  return outbox;
}

/** Brings the note of a message up to date with the outcome of its delivery. */
async function noteOutcome(
  history: SqlHistory,
  state: OutboxState,
  { digest, ...before }: Pick<Selectable<OutboxTable>, "digest" | "state" | "posted">,
): Promise<void> {
  const wasPosted = before.posted === 1;
  if (state === "delivered" || state === "decided") await history.restore(digest);
  // Its note stands for both: what it tells of happened once.
  if (state === "replaced" && !wasPosted) return history.remove(digest);
  const isRefused = state === "refused" || state === "replaced";
  const isUntold = state === "unsent" || (state === "expired" && before.state === "queued");
  if (!isRefused && !isUntold) return;
  // A recipient that says it did not take the message may still have read it.
  await (wasPosted ? history.refuse(digest) : history.forget(digest));
}

const toInsert = (
  cipher: ContentCipher,
  { digest, content, submission, ...row }: NewOutboxRow,
) => ({
  id: row.id,
  recipient: row.recipient,
  state: "queued",
  message_type: row.messageType,
  purpose: row.purpose,
  profile: profileOf(content),
  digest,
  sd_hash: row.sdHash,
  resolved: toJson(row.resolved),
  jwt: row.jwt,
  statement: orNull(row.statement),
  receipts: "[]",
  submission: orNull(submission?.key),
  created_at: row.createdAt,
  deliver_by: row.deliverBy,
  erase_by: row.eraseBy,
  attempts: 0,
  next_attempt: row.nextAttempt,
  paused_at: row.pausedAt,
  posted: 0,
  emergency: flag(row.emergency),
  exchange_id: content.exchangeId,
  content: encryptOutbox(cipher, digest, content, submission?.request),
});

const profileOf = ({ message }: NewOutboxRow["content"]): string =>
  message.clear?.["env.profile"] ?? "";

/** The columns of the members that are given; `null` empties a column. */
function toUpdate(cipher: ContentCipher, digest: string, change: OutboxChange) {
  const { state, attempts, nextAttempt, pausedAt, receipts, lastError, sealed } = change;
  return {
    ...{ state, ...(state === "sending" && { posted: 1 }) },
    ...(attempts !== undefined && { attempts }),
    ...(nextAttempt !== undefined && { next_attempt: nextAttempt }),
    ...(pausedAt !== undefined && { paused_at: pausedAt }),
    ...(receipts !== undefined && { receipts: toJson(receipts) }),
    ...(lastError !== undefined && { last_error: lastError }),
    ...(sealed !== undefined && {
      sealed: sealed === null ? null : cipher.encrypt(digest, "sealed", sealed),
    }),
  };
}

const findWhere = (column: "id" | "digest" | "submission") =>
  prepared((db, { value }: { readonly value: string }) =>
    db.selectFrom("outbox").selectAll().where(column, "=", value),
  );
const FIND = {
  id: findWhere("id"),
  digest: findWhere("digest"),
  submission: findWhere("submission"),
};
const INSERT = prepared((db, row: ReturnType<typeof toInsert>) =>
  db.insertInto("outbox").values(row),
);
const BEFORE = prepared((db, { id }: { readonly id: string }) =>
  db.selectFrom("outbox").select(["state", "digest", "posted"]).where("id", "=", id),
);
const UPDATE = prepared(
  (db, { id, columns }: { readonly id: string; readonly columns: ReturnType<typeof toUpdate> }) =>
    db.updateTable("outbox").set(columns).where("id", "=", id),
);
