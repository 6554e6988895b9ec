import type { Selectable } from "kysely";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type {
  AnswerClock,
  EventRow,
  InboxRow,
  OutboxRow,
  PlacedEvent,
  RefusalRow,
} from "../rows.ts";
import { decryptInbox, decryptOutbox, fromJson, withLazy, withoutNull } from "./encode.ts";
import { stated } from "./stated.ts";
import type { InboxTable, OutboxTable, Tables } from "./tables.ts";

/** Reads a row of `outbox`. What is encrypted is decrypted when it is read: most readers want the rest only. */
export function toOutbox(cipher: ContentCipher, row: Selectable<OutboxTable>): OutboxRow {
  const { digest, sealed } = row;
  const plain = {
    ...sharedOf(row),
    recipient: row.recipient,
    state: row.state as OutboxRow["state"],
    sdHash: row.sd_hash,
    createdAt: row.created_at,
    deliverBy: row.deliver_by,
    attempts: row.attempts,
    nextAttempt: row.next_attempt,
    pausedAt: row.paused_at,
    posted: row.posted === 1,
    lastError: row.last_error ?? undefined,
    erasureAskedAt: row.asked_at ?? undefined,
    certificate: row.certificate ?? undefined,
  };
  const content = () => decryptOutbox(cipher, digest, row.content)?.content;
  return withLazy<typeof plain, Pick<OutboxRow, "sealed" | "content" | "statement">>(plain, {
    sealed: () => (sealed === null ? undefined : cipher.decrypt(digest, "sealed", sealed)),
    content,
    statement: () => row.statement ?? stated(row, content),
  });
}

/** Reads a row of `inbox`, as {@link toOutbox} does. */
export function toInbox(cipher: ContentCipher, row: Selectable<InboxTable>): InboxRow {
  const plain = {
    ...sharedOf(row),
    sender: row.sender,
    state: row.state as InboxRow["state"],
    reviewBy: row.review_by ?? undefined,
    sealedDigest: row.sealed_digest,
    receivedAt: row.received_at,
    mendBy: row.mend_by ?? undefined,
    mendedBy: row.mended_by ?? undefined,
  };
  const content = () => decryptInbox(cipher, row.digest, row.content);
  return withLazy<typeof plain, Pick<InboxRow, "content" | "statement">>(plain, {
    content,
    statement: () => row.statement ?? stated(row, content),
  });
}

/** What both boxes have. */
const sharedOf = (row: Selectable<OutboxTable> | Selectable<InboxTable>) => ({
  id: row.id,
  messageType: row.message_type,
  purpose: row.purpose,
  digest: row.digest,
  resolved: fromJson<readonly string[]>(row.resolved),
  jwt: row.jwt,
  receipts: fromJson<readonly string[]>(row.receipts),
  eraseBy: row.erase_by,
  erasedAt: row.erased_at ?? undefined,
  clock: clockOf(row),
});

/** Reads a row of `inbox` for a list. */
export const toListedInbox = (
  row: Pick<Selectable<InboxTable>, (typeof INBOX_LISTED)[number]>,
) => ({
  ...listedOf(row),
  sender: row.sender,
  state: row.state as InboxRow["state"],
  receivedAt: row.received_at,
  mendBy: row.mend_by ?? undefined,
  mendedBy: row.mended_by ?? undefined,
});

/** Reads a row of `outbox` for a list. */
export const toListedOutbox = (
  row: Pick<Selectable<OutboxTable>, (typeof OUTBOX_LISTED)[number]>,
) => ({
  ...listedOf(row),
  recipient: row.recipient,
  state: row.state as OutboxRow["state"],
  createdAt: row.created_at,
  deliverBy: row.deliver_by,
  attempts: row.attempts,
  nextAttempt: row.next_attempt,
  posted: row.posted === 1,
  receipts: fromJson<readonly string[]>(row.receipts),
  lastError: row.last_error ?? undefined,
  certificate: row.certificate ?? undefined,
});

const listedOf = (row: Pick<Selectable<InboxTable>, (typeof LISTED)[number]>) => ({
  position: row.position,
  id: row.id,
  messageType: row.message_type,
  purpose: row.purpose,
  digest: row.digest,
  eraseBy: row.erase_by,
  erasedAt: row.erased_at ?? undefined,
  clock: clockOf(row),
});

/** Columns that a list reads: short ones that stand before the content. */
const LISTED = [
  "position",
  "id",
  "state",
  "message_type",
  "purpose",
  "digest",
  "erase_by",
  "erased_at",
  "answer_from",
  "answer_by",
  "answered_at",
] as const;
export const INBOX_LISTED = [...LISTED, "sender", "received_at", "mend_by", "mended_by"] as const;
export const OUTBOX_LISTED = [
  ...LISTED,
  "recipient",
  "created_at",
  "deliver_by",
  "attempts",
  "next_attempt",
  "posted",
  "receipts",
  "last_error",
  "certificate",
] as const;

/** Reads the time for an answer, where the law sets one. */
function clockOf(
  row: Pick<Selectable<InboxTable>, "answer_from" | "answer_by" | "answered_at">,
): AnswerClock | undefined {
  const { answer_from: from, answer_by: by, answered_at: answeredAt } = row;
  if (from === null || by === null) return undefined;
  return { from, by, ...(answeredAt !== null && { answeredAt }) };
}

/** Reads a row of `event`: members without a value are left out. */
export const toPlacedEvent = (row: Selectable<Tables["event"]>): PlacedEvent =>
  withoutNull(row) as PlacedEvent;

export function toEvent(row: Selectable<Tables["event"]>): EventRow {
  const { position: _, ...event } = toPlacedEvent(row);
  return event;
}

/** Reads a row of `refusal`. */
export const toRefusal = (row: Selectable<Tables["refusal"]>): RefusalRow => ({
  sealedDigest: row.sealed_digest,
  digest: row.digest ?? undefined,
  sender: row.sender ?? undefined,
  code: row.code,
  rules: fromJson<readonly string[]>(row.rules),
  at: row.at,
  receipts: fromJson<readonly string[]>(row.receipts),
});
