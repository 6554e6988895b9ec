import { digestsToChange, erasedBy } from "@safepassage/history";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Whether this agency has asked the recipient of a message to erase it, or has asked so of one that the message has new values for.
 * Such a message is sent no more, though this agency may hold its own copy on another ground.
 */
export async function isRecalled(
  { outbox }: Pick<Tx, "outbox">,
  row: Pick<OutboxRow, "erasureAskedAt" | "content" | "messageType">,
): Promise<boolean> {
  if (row.erasureAskedAt !== undefined) return true;
  // Whatever reads the content decrypts it.
  if (row.messageType !== "correction" || row.content === undefined) return false;
  for (const digest of changedBy(row.content)) {
    if ((await outbox.findByDigest(digest))?.erasureAskedAt !== undefined) return true;
  }
  return false;
}

/** The messages that a correction has values for, and does not ask to erase itself. */
function changedBy({ message }: NonNullable<OutboxRow["content"]>): readonly string[] {
  const erased = new Set(erasedBy(message));
  return [...(digestsToChange(message.body) ?? [])].filter((digest) => !erased.has(digest));
}
