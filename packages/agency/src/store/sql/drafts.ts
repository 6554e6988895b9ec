import { claimsDanger, isOfDanger } from "@safepassage/schema";
import { type Kysely, type Selectable, sql } from "kysely";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { Need } from "../need.ts";
import type { Drafts } from "../ports.ts";
import type { DraftReturn, DraftRow, NewDraftRow, Part } from "../rows.ts";
import { fromJson, orNull, toJson, withLazy } from "./encode.ts";
import { noteErasure } from "./retention.ts";
import type { Tables } from "./tables.ts";

type Asked = Pick<NewDraftRow, "request" | "purpose" | "messageType">;

/** A warning of danger that waits for a second officer needs what the warning does. */
function needOfDraft({ request, purpose, messageType }: Asked): Need {
  const { private: hidden } = Object(request);
  const clear = { "env.purpose": purpose, "env.messageType": messageType };
  const isDanger = isOfDanger(clear) || claimsDanger(clear, Object(hidden)["private.urgency"]);
  return isDanger ? "danger" : "room";
}

/** Makes the port of drafts. What one asks for is encrypted under a key of its own, as a message is. */
export function createSqlDrafts(db: Kysely<Tables>, cipher: ContentCipher): Drafts {
  const encrypt = (id: string, { request, ...row }: Asked): Uint8Array =>
    cipher.encrypt(id, "content", toJson(request), () => needOfDraft({ request, ...row }));
  const drafts: Drafts = {
    async add({ id, request, ...row }) {
      await db
        .insertInto("draft")
        .values({
          id,
          revision: 1,
          state: "open",
          content: encrypt(id, { request, ...row }),
          ...toColumns(row),
        })
        .execute();
    },
    async find(id) {
      const row = await db.selectFrom("draft").selectAll().where("id", "=", id).executeTakeFirst();
      return row && toDraft(cipher, row);
    },
    async list(limit, before = Number.MAX_SAFE_INTEGER): Promise<Part<DraftRow>> {
      const rows = await db
        .selectFrom("draft")
        .selectAll()
        .where("position", "<", before)
        .where("state", "=", OPEN)
        .orderBy("position", "desc")
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map((row) => Object.assign(toDraft(cipher, row), { position: row.position })),
        next: rows.length > limit ? shown.at(-1)?.position : undefined,
      };
    },
    async hasOpen(composedBy, count) {
      const found = await db
        .selectFrom("draft")
        .select("id")
        .where("state", "=", OPEN)
        .where("composed_by", "=", composedBy)
        .limit(count)
        .execute();
      return found.length >= count;
    },
    async change(id, revision, { request, ...row }) {
      // Whatever was approved is not what it asks for now.
      const { numUpdatedRows } = await db
        .updateTable("draft")
        .set({
          ...{
            revision: revision + 1,
            content: encrypt(id, { request, ...row }),
            ...toColumns(row),
          },
          ...NOT_APPROVED,
        })
        .where("id", "=", id)
        .where("revision", "=", revision)
        .where("state", "=", OPEN)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async approve(id, { digest, by, officer, at }) {
      await db
        .updateTable("draft")
        .set({
          ...{ approval: digest, approved_by: by, approver: officer, approved_at: at },
          ...{ return_reason: null, returner: null, returned_at: null, returned_revision: null },
        })
        .where("id", "=", id)
        .where("state", "=", OPEN)
        .execute();
    },
    async endApproval(id) {
      await db.updateTable("draft").set(NOT_APPROVED).where("id", "=", id).execute();
    },
    async sendBack(id, { reason, officer, at, revision }) {
      await db
        .updateTable("draft")
        .set({
          ...{ return_reason: reason, returner: officer, returned_at: at },
          ...{ returned_revision: revision, ...NOT_APPROVED },
        })
        .where("id", "=", id)
        .where("state", "=", OPEN)
        .execute();
    },
    async settle(id, at, message) {
      await db
        .updateTable("draft")
        .set({
          state: message === undefined ? "deleted" : "sent",
          message: orNull(message),
          content: null,
        })
        .where("id", "=", id)
        .execute();
      await noteErasure(db, id, at);
    },
    async overdue(before, limit) {
      const rows = await db
        .selectFrom("draft")
        .select("id")
        .where("state", "=", OPEN)
        .where("changed_at", "<", before)
        .orderBy("changed_at")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
  return drafts;
}

/** As a word, since the indexes are for this word: those that were sent or deleted are many more. */
const OPEN = sql.lit("open");

const NOT_APPROVED = { approval: null, approved_by: null, approver: null, approved_at: null };

type Columns = Pick<
  DraftRow,
  "composedBy" | "composer" | "recipient" | "purpose" | "messageType" | "agreement" | "changedAt"
>;

const toColumns = (row: Columns) => ({
  composed_by: row.composedBy,
  composer: row.composer,
  recipient: row.recipient,
  purpose: row.purpose,
  message_type: row.messageType,
  agreement: row.agreement,
  changed_at: row.changedAt,
});

function toDraft(cipher: ContentCipher, row: Selectable<Tables["draft"]>): DraftRow {
  const { approval, approved_by: by, approver: officer, approved_at: at } = row;
  const isApproved = approval !== null && by !== null && officer !== null && at !== null;
  const plain = {
    id: row.id,
    revision: row.revision,
    state: row.state as DraftRow["state"],
    composedBy: row.composed_by,
    composer: row.composer,
    recipient: row.recipient,
    purpose: row.purpose,
    messageType: row.message_type,
    agreement: row.agreement,
    changedAt: row.changed_at,
    message: row.message ?? undefined,
    approval: isApproved ? { digest: approval, by, officer, at } : undefined,
    returned: returnOf(row),
  };
  return withLazy<typeof plain, Pick<DraftRow, "request">>(plain, {
    request: () => {
      const text =
        row.content === null ? undefined : cipher.decrypt(row.id, "content", row.content);
      return text === undefined ? undefined : fromJson(text);
    },
  });
}

function returnOf(row: Selectable<Tables["draft"]>): DraftReturn | undefined {
  const { return_reason: reason, returner: officer, returned_at: at } = row;
  const { returned_revision: revision } = row;
  if (reason === null || officer === null || at === null || revision === null) return undefined;
  return { reason, officer, at, revision };
}
