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
import { decryptInbox, decryptOutbox } from "./content.ts";
import { fromJson, withLazy, withoutNull } from "./encode.ts";
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
    certificate: row.certificate ?? undefined,
  };
  return withLazy<typeof plain, Pick<OutboxRow, "sealed" | "content">>(plain, {
    sealed: () => (sealed === null ? undefined : cipher.decrypt(digest, "sealed", sealed)),
    content: () => decryptOutbox(cipher, digest, row.content)?.content,
  });
}

/** Reads a row of `inbox`, as {@link toOutbox} does. */
export function toInbox(cipher: ContentCipher, row: Selectable<InboxTable>): InboxRow {
  const plain = {
    ...sharedOf(row),
    sender: row.sender,
    state: row.state as InboxRow["state"],
    sealedDigest: row.sealed_digest,
    receivedAt: row.received_at,
    mendBy: row.mend_by ?? undefined,
    mendedBy: row.mended_by ?? undefined,
  };
  return withLazy<typeof plain, Pick<InboxRow, "content">>(plain, {
    content: () => decryptInbox(cipher, row.digest, row.content),
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
