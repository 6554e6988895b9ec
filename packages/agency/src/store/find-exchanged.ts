import type { Tx } from "./ports.ts";
import type { MessageRow } from "./rows.ts";

/**
 * Finds a message that was exchanged with another agency. An id that this agency gave to a message of its own means that message,
 * even if the other has used it too.
 *
 * @param other - Entity id of the other agency.
 * @param id - `jti` of the message, chosen by its sender.
 */
export async function findExchanged(
  { outbox, inbox }: Pick<Tx, "outbox" | "inbox">,
  other: string,
  id: string,
): Promise<MessageRow | undefined> {
  const sent = await outbox.find(id);
  return sent?.recipient === other ? sent : inbox.find(other, id);
}
