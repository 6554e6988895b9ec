import type { DecodedMessage } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import type { InboxRow, OutboxRow } from "./store.ts";
import { restsOnConsentAlone } from "./withdrawal.ts";

/** Messages of an exchange that hold data of one that is erased. */
export interface Copies<Row> {
  /** Erased with it. */
  readonly erased: readonly Row[];
  /** They rest on another basis than consent too, or may hold data of their author: a person decides. */
  readonly kept: readonly Row[];
}

/**
 * Finds the replies of one side to a message that copy from it: they answer it, or an answer to it, and have
 * one of its group ids, or rest on one of its consents, that their author had not used before.
 *
 * What is no reply to the message is nobody's copy of it, whatever ids it shares: a partner can write any id into
 * a message of its own, and have that erased.
 *
 * @param box - Where the replies lie: `outbox` at who received the message, `inbox` at its sender.
 * @param other - Entity id of the other party.
 */
export function findCopies(
  { store }: Pick<GatewayContext, "store">,
  box: "outbox",
  other: string,
  original: InboxRow,
): Copies<OutboxRow>;
export function findCopies(
  { store }: Pick<GatewayContext, "store">,
  box: "inbox",
  other: string,
  original: OutboxRow,
): Copies<InboxRow>;
export function findCopies(
  { store }: Pick<GatewayContext, "store">,
  box: "inbox" | "outbox",
  other: string,
  original: InboxRow | OutboxRow,
): Copies<InboxRow | OutboxRow> {
  if (original.content === undefined) return { erased: [], kept: [] };
  const exchange = store.held(original.content.exchangeId);
  const sent = exchange.outbox.filter(({ recipient }) => recipient === other).map(read);
  const received = exchange.inbox.filter(({ sender }) => sender === other).map(read);
  const written = box === "outbox" ? sent : received;
  const answers = repliesTo(original.digest, sent, received);
  // What was written before it answers another message, whose id the other party has chosen again.
  const isReply = (held: Held): boolean => held.at >= atOf(original) && answers(held);
  const source = sharedIds(JSON.parse(original.content.message) as DecodedMessage);

  const before = written.filter((held) => !isReply(held) && held.at <= atOf(original));
  const used = new Set(before.flatMap(({ message }) => sharedIds(message)));
  const borrowed = new Set(source.filter((id) => !used.has(id)));
  const erased: (InboxRow | OutboxRow)[] = [];
  const kept: (InboxRow | OutboxRow)[] = [];
  for (const held of written) {
    const ids = new Set(sharedIds(held.message));
    if (!source.some((id) => ids.has(id)) || before.includes(held)) continue;
    const isCopy = isReply(held) && [...borrowed].some((id) => ids.has(id));
    (isCopy && restsOnConsentAlone(held.message) ? erased : kept).push(held.row);
  }
  return { erased, kept };
}

/** A message whose content is held. */
interface Held {
  readonly row: InboxRow | OutboxRow;
  readonly message: DecodedMessage;
  /** When it was written here, or received here. */
  readonly at: string;
}

function read(row: InboxRow | OutboxRow): Held {
  const message = JSON.parse(row.content?.message ?? "null") as DecodedMessage;
  return { row, message, at: atOf(row) };
}

const atOf = (row: InboxRow | OutboxRow): string =>
  "receivedAt" in row ? row.receivedAt : row.createdAt;

/** What a copy has in common with its original: ids of groups and of consents. */
function sharedIds({ body, private: hidden }: DecodedMessage): readonly string[] {
  const consents: readonly string[] | undefined = hidden["private.consentRefs"];
  return [...Object.keys(body), ...(consents ?? [])];
}

/**
 * Whether a message answers another, or an answer to it. An id that this agency gave to a message of its own means
 * that message, also where the other party has used it too.
 */
function repliesTo(
  digest: string,
  sent: readonly Held[],
  received: readonly Held[],
): (reply: Held) => boolean {
  const byId = new Map([...received, ...sent].map((held) => [held.row.id, held]));
  return (reply) => {
    const passed = new Set<Held>();
    for (let at: Held | undefined = reply; at !== undefined && !passed.has(at); ) {
      passed.add(at);
      at = byId.get(at.message.private["private.inReplyTo"] ?? "");
      if (at?.row.digest === digest) return true;
    }
    return false;
  };
}

/** Records for the local account what became of the copies of a message. */
export function recordCopies(
  { store }: Pick<GatewayContext, "store">,
  original: string,
  { erased, kept }: Copies<{ readonly digest: string }>,
  at: string,
): void {
  for (const { digest } of erased) {
    store.addEvent({ kind: "copyErased", at, ref: `${original} ${digest}` });
    store.addEvent({ kind: "erased", at, ref: digest });
  }
  for (const { digest } of kept) {
    store.addEvent({ kind: "copyKept", at, ref: `${original} ${digest}` });
  }
}

/** What became of the copies of an erased message, as digests. */
export function showCopies(
  { store }: Pick<GatewayContext, "store">,
  { digest, erasedAt }: Pick<InboxRow, "digest" | "erasedAt">,
): { copies?: { readonly erased: readonly string[]; readonly kept: readonly string[] } } {
  if (erasedAt === undefined) return {};
  const of = (kind: string): readonly string[] =>
    store.events(kind).flatMap(({ ref = "" }) => {
      const [original, copy = ""] = ref.split(" ");
      return original === digest ? [copy] : [];
    });
  return { copies: { erased: of("copyErased"), kept: of("copyKept") } };
}
