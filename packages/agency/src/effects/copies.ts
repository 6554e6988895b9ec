import { restsOnConsentAlone, sharedIds, sharedKey } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { FactContext } from "../setting/context.ts";
import type { Tx } from "../store/ports.ts";
import type { InboxRow, OutboxRow } from "../store/rows.ts";
import { tellsNothingElse, toldIn } from "./copy-content.ts";
import { heldUnder } from "./corrections-of.ts";
import type { Effect } from "./effect.ts";

/** Messages of an exchange that hold data of one that is erased. */
export interface Copies<Row> {
  /** Erased with it. */
  readonly erased: readonly Row[];
  /** They rest on another basis than consent too, or tell something of their author's: a person decides. */
  readonly kept: readonly Row[];
}

/** Finds the copies of one message after another. */
export interface CopyFinder<Original, Row> {
  find(original: Original): Copies<Row>;
}

/**
 * Finds the replies of one side to a message that copy from it: they answer it, or an answer to it, and either rest
 * on one of its consents, or tell nothing but what it told, under group ids that their author had not used before.
 *
 * What is no reply to the message is nobody's copy of it, whatever ids it shares: a partner can write any id into
 * a message of its own, and have that erased. What tells more is its author's finding.
 *
 * @param box - Where the replies lie: `outbox` at who received the message, `inbox` at its sender.
 * @param other - Entity id of the other party.
 * @see `docs/spec/gateway-erasure.md#copies`
 */
export function createCopyFinder(
  context: Pick<FactContext, "facts">,
  box: "outbox",
  other: string,
): CopyFinder<InboxRow, OutboxRow>;
export function createCopyFinder(
  context: Pick<FactContext, "facts">,
  box: "inbox",
  other: string,
): CopyFinder<OutboxRow, InboxRow>;
export function createCopyFinder(
  context: Pick<FactContext, "facts">,
  box: "inbox" | "outbox",
  other: string,
): CopyFinder<InboxRow | OutboxRow, InboxRow | OutboxRow> {
  const { facts } = context;
  const by = { own: box === "outbox", other };
  // Several messages that are erased together are often shared by the same replies: each is read once.
  const known = new Map<string, Held | undefined>();
  const read = (digest: string): Held | undefined => {
    if (!known.has(digest)) {
      known.set(
        digest,
        toHeld(by.own ? facts.outbox.findByDigest(digest) : facts.inbox.findByDigest(digest)),
      );
    }
    return known.get(digest);
  };
  const find = (original: InboxRow | OutboxRow): Copies<InboxRow | OutboxRow> => {
    const held = toHeld(original);
    if (held === undefined) return { erased: [], kept: [] };
    const source = sharedIds(held.message);
    const digests = source.flatMap((id) => heldUnder(facts, sharedKey(held.exchangeId, id), by));
    const written = [...new Set(digests)].flatMap((digest) => read(digest) ?? []);
    if (written.length === 0) return { erased: [], kept: [] };
    // What was written before it answers another message, whose id the other party has chosen again.
    const isReply = ({ at, message: { private: hidden } }: Held): boolean =>
      at >= held.at &&
      (hidden["private.inReplyTo"] === undefined
        ? []
        : facts.chains.from(other, hidden["private.inReplyTo"])
      ).includes(original.digest);
    const replies = new Set(written.filter(isReply));
    const before = new Set(written.filter((one) => !replies.has(one) && one.at <= held.at));
    const used = new Set([...before].flatMap(({ message }) => sharedIds(message)));
    const borrowed = new Set(source.filter((id) => !used.has(id)));
    const told = toldIn(context, original, held.message);
    const isCopy = (one: Held): boolean =>
      replies.has(one) &&
      restsOnConsentAlone(one.message) &&
      (consentsOf(one.message).some((ref) => borrowed.has(ref)) ||
        tellsNothingElse(one.message, told, borrowed));

    const later = written.filter((one) => !before.has(one));
    const copies = new Set(later.filter(isCopy));
    return {
      erased: [...copies].map(({ row }) => row),
      kept: later.filter((one) => !copies.has(one)).map(({ row }) => row),
    };
  };
  return { find };
}

/** A message whose content is held. */
interface Held {
  readonly row: InboxRow | OutboxRow;
  readonly exchangeId: string;
  readonly message: DecodedMessage;
  /** When it was written here, or received here. */
  readonly at: string;
}

function toHeld(row: InboxRow | OutboxRow | undefined): Held | undefined {
  if (row?.content === undefined) return undefined;
  const { exchangeId, message } = row.content;
  const at = "receivedAt" in row ? row.receivedAt : row.createdAt;
  return { row, exchangeId, message: message, at };
}

function consentsOf({ private: hidden }: DecodedMessage): readonly string[] {
  const consents: readonly string[] | undefined = hidden["private.consentRefs"];
  return consents ?? [];
}

/** Notes for the local account what became of the copies of a message. */
export function noteCopies(
  original: string,
  { erased, kept }: Copies<{ readonly digest: string }>,
  at: string,
): readonly Effect[] {
  const event = (kind: string, ref: string): Effect => ({
    does: "event",
    event: { kind, at, ref },
  });
  return [
    ...erased.flatMap(({ digest }) => [
      event("copyErased", `${original} ${digest}`),
      event("erased", digest),
    ]),
    // The other party can write as many as it likes, and they are noted for good.
    ...kept.slice(0, MOST_LISTED).map(({ digest }) => event("copyKept", `${original} ${digest}`)),
    ...(kept.length > MOST_LISTED ? [event("copiesUnlisted", original)] : []),
  ];
}

/** What became of the copies of an erased message, as digests. */
export async function showCopies(
  { events }: Pick<Tx, "events">,
  { digest, erasedAt }: Pick<InboxRow, "digest" | "erasedAt">,
): Promise<{
  copies?: {
    readonly erased: readonly string[];
    readonly kept: readonly string[];
    /** Whether more are kept than are listed. */
    readonly more?: true;
  };
}> {
  if (erasedAt === undefined) return {};
  const of = async (kind: string): Promise<readonly string[]> =>
    (await events.about(kind, digest)).map(({ ref = "" }) => ref.slice(digest.length + 1));
  const more = (await events.has("copiesUnlisted", digest)) ? ({ more: true } as const) : {};
  return { copies: { erased: await of("copyErased"), kept: await of("copyKept"), ...more } };
}

/** More than a person looks at. */
const MOST_LISTED = 256;
