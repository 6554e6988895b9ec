import { toInstant } from "@safepassage/core";
import { erasedBy, restsOnConsentAlone, textsIn } from "@safepassage/history";
import type { OpenedMessage } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { isHeld, readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { InboxRow, OutboxRow } from "../../store/rows.ts";
import { erasuresOf, isValueOfHeld, valuesBesideAll } from "../exchange/corrections-of.ts";
import { noteEndedByHolder, stopOrTellOnEnded } from "../exchange/ended-consents.ts";
import { cancelledBy } from "../exchange/exchange.ts";
import { sourceChanged } from "../exchange/passed-on.ts";
import { namedAsWithdrawn, withdrawnBy, withdrawnRefs } from "../exchange/withdrawn.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { hasTaken, isDelivered, noteContradiction, verdictOf } from "../shared/join-receipts.ts";
import { originalsOf } from "../shared/replaced.ts";
import { clocksAfter } from "../warning/taken-back.ts";
import { askedBy, expectedErasures, expectedOn } from "./awaited.ts";
import { certificateOf, namesAll, saysErased } from "./certificate.ts";
import { eraseCopies, findCopies } from "./copies.ts";
import { evidenceErased } from "./evidence-erased.ts";

/** Types of messages that may erase others. All others pass {@link erasures} by. */
export const ERASES_OTHERS: ReadonlySet<string> = new Set([
  "alertCancellation",
  "consentWithdrawal",
  "correction",
  "erasureCertificate",
  "recall",
]);

/**
 * Works out what an accepted message erases. A correction or a recall erases what it names, a withdrawal of a consent what rests on
 * it alone, and all are answered with certificates. A certificate erases this agency's own copy of what it names.
 */
export function erasures(context: FactContext, opened: OpenedMessage): readonly Effect[] {
  switch (opened.message.clear["env.messageType"]) {
    case "correction":
    case "recall":
      return bySender(context, opened, erasedBy(opened.message));
    case "consentWithdrawal":
      return [
        ...bySender(context, opened, withdrawnBy(context, sentBy(opened))),
        ...expectedOn(opened, toInstant(context.clock.now())),
        ...stopOrTellOnEnded(context, opened, toInstant(context.clock.now())),
      ];
    case "alertCancellation":
      return bySender(context, opened, cancelledBy(context, sentBy(opened)));
    case "erasureCertificate":
      return byCertificate(context, opened);
    default:
      return [];
  }
}

/**
 * The sender's part of a cancellation, or of a withdrawal of consent that an officer has written: its recipient is asked to erase the
 * messages. What nobody has said to have taken is erased here at once, and sent no more.
 */
export function endingQueued(context: FactContext, message: DecodedMessage): readonly Effect[] {
  const { "env.messageType": type, "env.recipient.agencyId": other } = message.clear;
  const passing = { message, other, own: true };
  const ended = type === "alertCancellation" ? cancelledBy : withdrawnBy;
  const rows = ended(context, passing).flatMap((digest) => {
    const row = context.facts.outbox.findByDigest(digest);
    return row?.recipient === other ? [row] : [];
  });
  return [...clocksAfter(context, message, rows), ...endAll(context, rows)];
}

/** Asks for the erasure of messages that this agency must not hold any more either. */
function endAll(context: FactContext, rows: readonly OutboxRow[]): readonly Effect[] {
  const at = toInstant(context.clock.now());
  const untaken = rows.filter((row) => !hasTaken(row));
  return [
    ...rows.flatMap((row) =>
      context.facts.events.has("erasureRequested", row.digest) ? [] : askErasure(row, at),
    ),
    ...sentErasures(context, untaken),
  ];
}

/**
 * The sender's part of a correction that erases, or of a recall, which an officer has written: certificates are awaited. This agency's own copy
 * stays, since it may hold on another ground what its recipient must not; unless it rests on consent alone, and that is withdrawn.
 */
export function correctionQueued(context: FactContext, message: DecodedMessage): readonly Effect[] {
  if (!ASKING.has(message.clear["env.messageType"])) return [];
  const other = message.clear["env.recipient.agencyId"];
  const at = toInstant(context.clock.now());
  const rows = erasedBy(message).flatMap((digest) => {
    const row = context.facts.outbox.findByDigest(digest);
    // A correction goes with what it corrects, and has no certificate of its own while that is held.
    return row?.recipient !== other || row.messageType === "correction" ? [] : [row];
  });
  const withdrawn = namedAsWithdrawn(message);
  const isGroundless = (row: OutboxRow): boolean => {
    const { message } = readableIn(row) ?? {};
    return withdrawn.has(row.digest) && message !== undefined && restsOnConsentAlone(message);
  };
  return [
    ...clocksAfter(context, message, rows),
    ...rows.filter((row) => !isGroundless(row)).flatMap((row) => waitFor(row, at)),
    ...endAll(context, rows.filter(isGroundless)),
  ];
}

/**
 * Records that the recipient of a message is asked to erase it. Its certificate is awaited, unless it has rejected the message and has
 * not signed that it was stored: it holds none then, and certifies nothing.
 */
export const askErasure = (
  row: Pick<OutboxRow, "digest" | "receipts">,
  at: string,
): readonly Effect[] => [noteEvent("erasureRequested", at, row.digest), ...waitFor(row, at)];

const waitFor = (
  { digest, receipts }: Pick<OutboxRow, "digest" | "receipts">,
  at: string,
): readonly Effect[] =>
  verdictOf(receipts) === "reject" && !isDelivered(receipts)
    ? []
    : [{ does: "ask", digest, at } as const];

/** The recipient's part: erase what the sender asks for, and certify it. */
function bySender(
  context: FactContext,
  opened: OpenedMessage,
  digests: readonly string[],
): readonly Effect[] {
  const { facts, clock } = context;
  const other = opened.sender.entity;
  const targets = digests.flatMap((digest) => {
    const row = facts.inbox.findByDigest(digest);
    // Only the sender of a message can have it erased.
    if (row?.sender !== other || !isHeld(row)) return [];
    // Erased alone, a correction would bring back the wrong value, on this side only.
    return isValueOfHeld(context, row) ? [] : [row];
  });
  const at = toInstant(clock.now());
  const found = targets.map((target) => ({ target, copies: findCopies(context, target) }));
  const copies = new Map(
    found.flatMap(({ copies: { erased } }) => erased.map((row) => [row.digest, row] as const)),
  );
  const values = valuesBesideAll(context, [...targets, ...copies.values()]);
  const { clear, private: hidden } = opened.message;
  const withdrawn = namedAsWithdrawn(opened.message);
  const isWhole = withdrawnRefs(opened.message).length > 0;
  const isGroundless = ({ digest }: InboxRow): boolean => isWhole || withdrawn.has(digest);
  const ids = { inReplyTo: clear["env.messageId"], exchangeId: hidden["private.exchangeId"] };
  return [
    ...found.flatMap(({ target, copies: those }) => [
      ...erasuresOf([target], at),
      ...eraseCopies(target.digest, those, at),
      ...sourceChanged(context, target, "erased", at),
      ...evidenceErased(context, target, at),
    ]),
    ...erasuresOf(values, at),
    ...[...targets, ...values, ...copies.values()].map((row): Effect => {
      return { does: "reply", reply: certificateOf(context, opened, row, { at, ...ids }) };
    }),
    ...clocksAfter(context, opened.message, targets),
    ...noteEndedByHolder(
      opened,
      targets.filter(isGroundless).map(({ digest }) => digest),
      at,
    ),
    ...certifiedAgain(context, opened, digests, { at, ...ids }),
    ...expectedErasures(context, other, digests, at),
  ];
}

/**
 * Certifies what its sender wants erased and is erased already, such as by a review here: else its sender would wait for a
 * certificate for ever. A message is certified again once a day at most, since its sender may ask as often as it likes.
 */
function certifiedAgain(
  context: FactContext,
  opened: OpenedMessage,
  digests: readonly string[],
  { at, ...ids }: Record<"at" | "inReplyTo" | "exchangeId", string>,
): readonly Effect[] {
  const { facts } = context;
  return digests.flatMap((digest): readonly Effect[] => {
    const row = facts.inbox.findByDigest(digest);
    if (row?.sender !== opened.sender.entity || row.erasedAt === undefined) return [];
    const ref = `${digest} ${at.slice(0, DAY)}`;
    if (facts.events.has(AGAIN, ref)) return [];
    const reply = certificateOf(context, opened, row, { at: row.erasedAt, ...ids });
    return [{ does: "reply", reply }, noteEvent(AGAIN, at, ref)];
  });
}

const sentBy = ({ message, sender }: OpenedMessage) => ({
  ...{ message, other: sender.entity, own: false },
});

/** The sender's part: erase here too what it had asked to be erased, and keep the proof. */
function byCertificate(context: FactContext, opened: OpenedMessage): readonly Effect[] {
  const { facts, clock } = context;
  const other = opened.sender.entity;
  const groups = Object.values(opened.message.body);
  // What it says was kept, or destroyed at a time that cannot be, it does not certify.
  const digests = [...new Set(textsIn(groups, "erasure.messageDigest"))].filter((digest) =>
    saysErased(opened.message, digest, writtenAt(facts, digest)),
  );
  const isAsked = (digest: string): boolean => facts.events.has("erasureRequested", digest);
  // What it leaves unnamed is not certified: then it is waited for as before.
  const named = new Set(textsIn(groups, "erasure.disclosures"));
  const sent = digests.flatMap((digest) => {
    const row = facts.outbox.findByDigest(digest);
    return row?.recipient === other && namesAll(named, row) ? [row] : [];
  });
  const rows = sent.filter(({ digest }) => isAsked(digest));
  const kept = sent.filter(
    ({ digest }) => !isAsked(digest) && askedBy(context, digest, { own: true, other }),
  );
  const at = toInstant(clock.now());
  return [
    ...rows.flatMap((row) => settleUntaken(row, at)),
    ...sentErasures(context, rows, opened.digest),
    ...kept.map(({ digest }): Effect => ({ does: "certify", digest, certificate: opened.digest })),
    // It may also certify replies of its own: they came here after what they copy was gone, or are on their way.
    ...digests.flatMap((digest) => certifiedErasure(context, other, digest, isAsked)),
    ...expectedErasures(context, other, digests, at),
  ];
}

/** When a message that is here was written. */
function writtenAt({ inbox, outbox }: FactContext["facts"], digest: string): string | undefined {
  const [received, sent] = [inbox.findByDigest(digest), outbox.findByDigest(digest)];
  return sent?.createdAt ?? (received && readableIn(received))?.message.clear["env.createdAt"];
}

/** Erases a reply whose author certifies its erasure, if it answers a message that this agency asked to be erased. */
function certifiedErasure(
  context: FactContext,
  author: string,
  digest: string,
  isAsked: (digest: string) => boolean,
): readonly Effect[] {
  const { facts, clock } = context;
  const row = facts.inbox.findByDigest(digest);
  if (row?.sender !== author || isValueOfHeld(context, row)) return [];
  const asks = readableIn(row)?.message.private["private.inReplyTo"];
  const chain = asks === undefined ? [] : facts.chains.from(author, asks);
  const asked = chain.find(isAsked);
  if (asked === undefined) return [];
  const at = toInstant(clock.now());
  return [
    ...eraseCopies(asked, { erased: [row], kept: [] }, at),
    ...erasuresOf(valuesBesideAll(context, [row]), at),
  ];
}

/**
 * Erases messages that this agency sent, the replies that copy from them, and the corrections that go with either.
 *
 * @param certificate - Digest of the recipient's certificate. Left out if the recipient never said that it had them.
 */
export function sentErasures(
  context: FactContext,
  rows: readonly OutboxRow[],
  certificate?: string,
): readonly Effect[] {
  const at = toInstant(context.clock.now());
  // What one was signed in the place of says the same.
  const before = rows
    .flatMap(({ digest }) => originalsOf(context, digest))
    .flatMap((digest) => context.facts.outbox.findByDigest(digest) ?? [])
    .filter((one) => isHeld(one) && rows.every((row) => row.digest !== one.digest));
  // This agency's own data, come back: the other side's certificate does not cover these copies.
  const found = rows.map((row) => ({ row, copies: findCopies(context, row) }));
  const gone = [...rows, ...before, ...found.flatMap(({ copies }) => copies.erased)];
  return [
    ...found.flatMap(({ row, copies }): Effect[] => [
      {
        ...({ does: "erase", box: "outbox", digest: row.digest, at } as const),
        ...(certificate && { certificate }),
        ...(!isHeld(row) && { isGone: true }),
      },
      ...(isHeld(row) ? [noteEvent("erased", at, row.digest)] : []),
      ...eraseCopies(row.digest, copies, at),
    ]),
    ...erasuresOf([...before, ...valuesBesideAll(context, gone)], at),
  ];
}

/** Settles a message that its recipient certifies as erased without a receipt, or after a refusal: it had it. */
function settleUntaken(row: OutboxRow, at: string): readonly Effect[] {
  if (row.state === "delivered" || row.state === "decided") return [];
  if (row.state === "refused" || row.state === "replaced") return noteContradiction(row, at);
  const change = { state: "delivered", sealed: null, lastError: null } as const;
  return [{ does: "change", id: row.id, change }];
}

const ASKING: ReadonlySet<string> = new Set(["correction", "recall"]);
/** Kind of the event that an erasure was certified though nothing was left to erase; `ref` is the digest and the day. */
const AGAIN = "certifiedAgain";
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
