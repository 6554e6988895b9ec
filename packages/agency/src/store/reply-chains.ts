import type { Tx } from "./ports.ts";
import type { InboxRow, OutboxRow } from "./rows.ts";

/** A message, and the id of the one it answers. */
export interface Answering {
  readonly digest: string;
  readonly inReplyTo: string | undefined;
}

/** Follows what messages exchanged with one agency answer. */
export interface ReplyChains {
  /**
   * Digests of the messages that a message answers, directly or not, the nearest first.
   *
   * @param other - Entity id of the other party.
   * @param inReplyTo - Id of the message that is answered.
   */
  from(other: string, inReplyTo: string): Promise<readonly string[]>;
}

/**
 * Makes a reader of reply chains, which reads each message once.
 *
 * An id that this agency gave to a message of its own means that message, also where the other party has used it
 * too.
 */
export function createReplyChains({ outbox, inbox, history }: Tx): ReplyChains {
  const known = new Map<string, Answering | undefined>();
  // What an erased message answered is noted as evidence.
  const answeredBy = async ({ digest, content }: InboxRow | OutboxRow) =>
    content === undefined
      ? (await history.find(digest))?.record.inReplyTo
      : content.message.private["private.inReplyTo"];
  const find = async (other: string, id: string): Promise<Answering | undefined> => {
    const sent = await outbox.find(id);
    const row = sent?.recipient === other ? sent : await inbox.find(other, id);
    return row && { digest: row.digest, inReplyTo: await answeredBy(row) };
  };
  return {
    async from(other, inReplyTo) {
      const chain: string[] = [];
      let id: string | undefined = inReplyTo;
      while (id !== undefined && chain.length < MOST_STEPS) {
        const name = `${other} ${id}`;
        if (!known.has(name)) known.set(name, await find(other, id));
        const at = known.get(name);
        if (at === undefined) break;
        chain.push(at.digest);
        id = at.inReplyTo;
      }
      return chain;
    },
  };
}

/** Far more than people answer each other. What is farther away is left for a person to decide. */
const MOST_STEPS = 256;
