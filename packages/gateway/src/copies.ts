import type { DecodedMessage } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import type { InboxRow, OutboxRow } from "./store.ts";
import { restsOnConsentAlone } from "./withdrawal.ts";

/** Messages of an exchange that hold data of one that is erased. */
export interface Copies<Row> {
  /** Erased with it. */
  readonly erased: readonly Row[];
  /** They rest on another basis than consent too, so a duty may demand them: a person decides. */
  readonly kept: readonly Row[];
}

/**
 * Finds the replies of one side to a message that copy from it: they have one of its group ids, or
 * rest on one of its consents.
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
  { content }: InboxRow | OutboxRow,
): Copies<InboxRow | OutboxRow> {
  if (content === undefined) return { erased: [], kept: [] };
  const source = JSON.parse(content.message) as DecodedMessage;
  const consents = new Set(source.private["private.consentRefs"]);
  const erased: (InboxRow | OutboxRow)[] = [];
  const kept: (InboxRow | OutboxRow)[] = [];
  for (const row of store.held(content.exchangeId)[box]) {
    const message = JSON.parse(row.content?.message ?? "null") as DecodedMessage;
    const isCopy =
      Object.keys(message.body).some((gid) => Object.hasOwn(source.body, gid)) ||
      (message.private["private.consentRefs"] ?? []).some((ref) => consents.has(ref));
    if (("sender" in row ? row.sender : row.recipient) !== other || !isCopy) continue;
    (restsOnConsentAlone(message) ? erased : kept).push(row);
  }
  return { erased, kept };
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
