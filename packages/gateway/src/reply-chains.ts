import type { DecodedMessage } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import type { InboxRow, OutboxRow } from "./store.ts";

/** Follows what messages exchanged with one agency answer, and remembers what it has looked up. */
export interface ReplyChains {
  /** Whether a message answers the one with this digest, or an answer to it. */
  answers(reply: Answering, digest: string): boolean;
  /** Digest of the nearest message that it answers, directly or not, and that is one of those wanted. */
  findAnswered(reply: Answering, isWanted: (digest: string) => boolean): string | undefined;
}

/** A message, and the id of the one it answers. */
export interface Answering {
  readonly digest: string;
  readonly inReplyTo: string | undefined;
}

/**
 * An id that this agency gave to a message of its own means that message, also where the other party has used it
 * too.
 *
 * @param other - Entity id of the other party.
 */
export function createReplyChains(
  { store }: Pick<GatewayContext, "store">,
  other: string,
): ReplyChains {
  const known = new Map<string, Answering | undefined>();
  const find = (id: string): Answering | undefined => {
    const sent = store.findOutbox(id);
    const row = sent?.recipient === other ? sent : store.findInbox(other, id);
    return row && { digest: row.digest, inReplyTo: answeredBy(row) };
  };
  // What an erased message answered is noted as evidence.
  const answeredBy = ({ digest, content }: InboxRow | OutboxRow): string | undefined =>
    content === undefined
      ? store.history.find(digest)?.record.inReplyTo
      : (JSON.parse(content.message) as DecodedMessage).private["private.inReplyTo"];
  const lookUp = (id: string): Answering | undefined => {
    if (!known.has(id)) known.set(id, find(id));
    return known.get(id);
  };
  const findAnswered: ReplyChains["findAnswered"] = (reply, isWanted) => {
    let at: Answering | undefined = reply;
    for (let step = 0; step < MOST_STEPS; step++) {
      at = at.inReplyTo === undefined ? undefined : lookUp(at.inReplyTo);
      if (at === undefined || isWanted(at.digest)) return at?.digest;
    }
    return undefined;
  };
  return {
    findAnswered,
    answers: (reply, digest) => findAnswered(reply, (one) => one === digest) !== undefined,
  };
}

/** Far more than people answer each other. What is farther away is left for a person to decide. */
const MOST_STEPS = 256;
