import { digestsToChange, erasedBy } from "@safepassage/history";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Whether this agency has asked the recipient of a message to erase it, or has asked so of one that the message has new values for.
 * Such a message is sent no more, though this agency may hold its own copy on another ground.
 */
export async function isRecalled(
  { outbox }: Pick<Tx, "outbox">,
  { erasureAskedAt, content }: Pick<OutboxRow, "erasureAskedAt" | "content">,
): Promise<boolean> {
  if (erasureAskedAt !== undefined) return true;
  for (const digest of content === undefined ? [] : changedBy(content)) {
    if ((await outbox.findByDigest(digest))?.erasureAskedAt !== undefined) return true;
  }
  return false;
}

/** The messages that a correction has values for, and does not ask to erase itself. */
function changedBy({ message }: NonNullable<OutboxRow["content"]>): readonly string[] {
  if (message.clear["env.messageType"] !== "correction") return [];
  const erased = new Set(erasedBy(message));
  return [...(digestsToChange(message.body) ?? [])].filter((digest) => !erased.has(digest));
}
