import { encodeUtf8, sha256Base64url, toInstant } from "@safepassage/core";
import { restsOnConsentAlone } from "@safepassage/history";
import type { OpenedMessage } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import type { FactContext } from "../../setting/context.ts";
import { ERASED_BEFORE } from "../../store/erased-before.ts";
import type { InboxRow, NewInboxRow } from "../../store/rows.ts";
import { erasuresOf, isValueOfHeld } from "../exchange/corrections-of.ts";
import { withdrawnRefs } from "../exchange/withdrawn.ts";
import { claimsIn } from "../shared/claims-in.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { certificateOf } from "./certificate.ts";

/** Records what a sender wants erased, or has erased itself, and is not here: it may still be on its way. */
export function expectedErasures(
  { facts }: FactContext,
  sender: string,
  digests: readonly string[],
  at: string,
): readonly Effect[] {
  return digests
    .filter((digest) => !facts.inbox.findByDigest(digest) && !facts.outbox.findByDigest(digest))
    .map((digest) => noteEvent(AWAITED, at, `${sender} ${digest}`, { once: true }));
}

/**
 * Erases and certifies a message that arrives after its sender has asked for its erasure. One that was erased here, before the
 * database was put back to an earlier state, is erased again.
 */
export function awaitedErasure(
  context: FactContext,
  opened: OpenedMessage,
  row: NewInboxRow,
): readonly Effect[] {
  const { facts, clock } = context;
  const { digest, sender } = opened;
  const isNamed = facts.events.has(AWAITED, `${sender.entity} ${digest}`);
  const withdrawal = isNamed ? undefined : withdrawalOf(context, opened);
  const isKnown = isNamed || withdrawal !== undefined;
  if (!isKnown && !facts.events.has(ERASED_BEFORE, digest)) return [];
  const kept: InboxRow = { ...row, mendedBy: undefined, erasedAt: undefined };
  if (isValueOfHeld(context, kept)) return [];
  const at = toInstant(clock.now());
  const certify = (ids: Record<"inReplyTo" | "exchangeId", string>): Effect => ({
    does: "reply",
    reply: certificateOf(context, opened, kept, { at, ...ids }),
  });
  if (withdrawal !== undefined) {
    const exchangeId = opened.message.private["private.exchangeId"];
    return [certify({ inReplyTo: withdrawal.id, exchangeId }), ...erasuresOf([kept], at)];
  }
  const asking = askedBy(context, digest, { own: false, other: sender.entity });
  // Nobody asked where its author erased the copy itself, and certified that.
  if (asking === undefined) return erasuresOf([kept], at);
  const { message: inReplyTo, exchangeId } = asking.record;
  return [certify({ inReplyTo, exchangeId }), ...erasuresOf([kept], at)];
}

/**
 * Records that a consent is withdrawn in an exchange: what rests on it alone and has not arrived yet is erased when it does. A hash
 * stands for both ids, as the event is kept for good. Its time is that of writing, so that the last one is found among many.
 */
export function expectedOn(
  { message, sender, digest: code }: Pick<OpenedMessage, "message" | "sender" | "digest">,
  at: string,
): readonly Effect[] {
  const written = `${BEHIND_DIGESTS}${message.clear["env.createdAt"]}`;
  return withdrawnRefs(message).map((ref) => {
    const name = nameOf(sender.entity, message, ref);
    const event = { kind: AWAITED, at, ref: `${name} ${written} ${code}`, code };
    return { does: "event", event, once: true };
  });
}

/** What has withdrawn before, in the exchange of a message, a consent on which that rests; `undefined` if it has another basis too. */
function withdrawalOf(
  { facts }: Pick<FactContext, "facts">,
  { message, sender }: Pick<OpenedMessage, "message" | "sender">,
): InboxRow | undefined {
  if (!restsOnConsentAlone(message)) return undefined;
  const refs = message.private["private.consentRefs"] ?? [];
  const withdrawals = refs
    .flatMap((ref) =>
      facts.events.last(AWAITED, nameOf(sender.entity, message, ref), MOST_WITHDRAWALS),
    )
    .flatMap(({ code }) => (code === undefined ? [] : (facts.inbox.findByDigest(code) ?? [])));
  // What was written later, its sender rests on a consent that was given again; that may be withdrawn again, too.
  const writtenAt = Date.parse(message.clear["env.createdAt"]);
  return withdrawals.find(({ jwt }) => writtenAt <= Number(claimsIn(jwt)["iat"]) * 1000);
}

const nameOf = (sender: string, { private: hidden }: DecodedMessage, ref: string): string =>
  `${sender} ${sha256Base64url(encodeUtf8(`${hidden["private.exchangeId"]} ${ref}`))}`;

/** The note of a message that wants another one erased, sent or received. */
export function askedBy(
  { facts }: Pick<FactContext, "facts">,
  digest: string,
  by: { readonly own: boolean; readonly other: string },
) {
  const named = { kind: "names", key: digest } as const;
  return facts.history.under(named, MOST_ASKING, by).find(({ erases }) => erases?.includes(digest));
}

/**
 * Kind of the event that a message must be erased on arrival; `ref` is its sender, and its digest or the hash
 * of its exchange and a consent, with when that was withdrawn. Earlier versions wrote the digest of the withdrawal there.
 */
const AWAITED = "eraseOnArrival";
/** Sorts behind every digest: what an earlier version wrote counts as older. */
const BEHIND_DIGESTS = "~";
/**
 * Most withdrawals of one consent in one exchange that are read, the last ones. The very last decides for all that was written before
 * it; more than one are only read for what an earlier version wrote.
 */
const MOST_WITHDRAWALS = 8;
/** Most corrections that are read which name one message; honest senders stay far below. */
const MOST_ASKING = 1024;
