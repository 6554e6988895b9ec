import { toInstant } from "@safepassage/core";
import { digestsToErase, type StoredNote } from "@safepassage/history";
import type { OpenedMessage } from "@safepassage/message";
import type { FactContext } from "../setting/context.ts";
import type { InboxRow, NewInboxRow, OutboxRow } from "../store/rows.ts";
import { type Certifying, certificateOf } from "./certificate.ts";
import { createCopyFinder, noteCopies } from "./copies.ts";
import { erasuresOf, isValueOfHeld, valuesBesideAll } from "./corrections-of.ts";
import type { Effect } from "./effect.ts";
import { noteContradiction } from "./join-receipts.ts";
import { leavesOf } from "./leaves.ts";

/**
 * What an accepted message has erased: what a correction names, which is certified in return, or the own copy of what a
 * certificate names.
 */
export function erasures(context: FactContext, opened: OpenedMessage): readonly Effect[] {
  switch (opened.message.clear["env.messageType"]) {
    case "correction":
      return byCorrection(context, opened);
    case "erasureCertificate":
      return byCertificate(context, opened);
    default:
      return [];
  }
}

/** The recipient's part: destroy what the sender of it wants erased, and say so, signed. */
function byCorrection(context: FactContext, opened: OpenedMessage): readonly Effect[] {
  const { facts, clock } = context;
  const other = opened.sender.entity;
  const digests = [...digestsToErase(opened.message.body)];
  const targets = digests.flatMap((digest) => {
    const row = facts.inbox.findByDigest(digest);
    // Only who sent a message can have it erased.
    if (row?.sender !== other || row.content === undefined) return [];
    // A value goes with its message: alone it would leave the wrong one, on this side only.
    return isValueOfHeld(context, row) ? [] : [row];
  });
  const at = toInstant(clock.now());
  const finder = createCopyFinder(context, "outbox", other);
  const found = targets.map((target) => ({ target, copies: finder.find(target) }));
  const copies = new Map(
    found.flatMap(({ copies: { erased } }) => erased.map((row) => [row.digest, row] as const)),
  );
  const values = valuesBesideAll(context, [...targets, ...copies.values()]);
  const { clear, private: hidden } = opened.message;
  const certified = {
    at,
    inReplyTo: clear["env.messageId"],
    exchangeId: hidden["private.exchangeId"],
  };
  return [
    ...found.flatMap(({ target, copies: those }) => [
      ...erasuresOf([target], at),
      ...noteCopies(target.digest, those, at),
    ]),
    ...erasuresOf(values, at),
    ...[...copies.keys()].map((digest): Effect => ({ does: "erase", box: "outbox", digest, at })),
    ...[...targets, ...values, ...copies.values()].map(
      (row): Effect => ({
        does: "reply",
        reply: certificateOf(context, opened, row, certified),
      }),
    ),
    ...expectedErasures(context, other, digests, at),
  ];
}

/** Notes what a sender wants erased, or has erased itself, that is not here: it may still be on its way. */
function expectedErasures(
  { facts }: FactContext,
  sender: string,
  digests: readonly string[],
  at: string,
): readonly Effect[] {
  return digests.flatMap((digest): Effect[] => {
    const known = facts.inbox.findByDigest(digest) ?? facts.outbox.findByDigest(digest);
    if (known !== undefined) return [];
    return [
      { does: "event", event: { kind: AWAITED, at, ref: `${sender} ${digest}` }, once: true },
    ];
  });
}

/** What becomes of a message that arrives after its own sender has asked for its erasure: it is erased, and that is certified. */
export function awaitedErasure(
  context: FactContext,
  opened: OpenedMessage,
  row: NewInboxRow,
): readonly Effect[] {
  const { facts, clock } = context;
  const { digest, sender } = opened;
  if (!facts.events.has(AWAITED, `${sender.entity} ${digest}`)) return [];
  const kept: InboxRow = { ...row, mendedBy: undefined, erasedAt: undefined };
  if (isValueOfHeld(context, kept)) return [];
  const at = toInstant(clock.now());
  const named = { kind: "names", key: digest } as const;
  const asking = facts.history
    .under(named, MOST_ASKING, { own: false, other: sender.entity })
    .find(({ erases }) => erases?.includes(digest));
  // None where it is a copy that its author has destroyed itself, and certified.
  const certificates =
    asking === undefined
      ? []
      : [certificateOf(context, opened, kept, certifying(asking.record, at))];
  return [
    ...certificates.map((reply): Effect => ({ does: "reply", reply })),
    ...erasuresOf([kept], at),
  ];
}

/** A message that claims a threat to life may name no exchange: then its certificate is of that of the correction. */
const certifying = ({ message, exchangeId }: StoredNote["record"], at: string): Certifying => ({
  ...{ at, inReplyTo: message, exchangeId },
});

/** The sender's part: what it had asked to be erased goes here too, and the proof is kept. */
function byCertificate(context: FactContext, opened: OpenedMessage): readonly Effect[] {
  const { facts, clock } = context;
  const other = opened.sender.entity;
  const named = leavesOf(opened.message.body).flatMap(({ f, v }) =>
    f === "erasure.messageDigest" && typeof v === "string" ? [v] : [],
  );
  const digests = [...new Set(named)];
  const isAsked = (digest: string): boolean => facts.events.has("erasureRequested", digest);
  const rows = digests.flatMap((digest) => {
    const row = facts.outbox.findByDigest(digest);
    return row?.recipient === other && isAsked(digest) ? [row] : [];
  });
  const at = toInstant(clock.now());
  return [
    ...rows.flatMap((row) => settleUntaken(row, at)),
    ...sentErasures(context, other, rows, opened.digest),
    // Of its own replies it has erased some that came here after what they copy was gone, or are still on their way.
    ...digests.flatMap((digest) => certifiedErasure(context, other, digest, isAsked)),
    ...expectedErasures(context, other, digests, at),
  ];
}

/** Erases a reply that its author says to have destroyed, if it answers what this agency has asked to be erased. */
function certifiedErasure(
  context: FactContext,
  author: string,
  digest: string,
  isAsked: (digest: string) => boolean,
): readonly Effect[] {
  const { facts, clock } = context;
  const row = facts.inbox.findByDigest(digest);
  if (row?.sender !== author || row.content === undefined || isValueOfHeld(context, row)) return [];
  const inReplyTo = row.content.message.private["private.inReplyTo"];
  const chain = inReplyTo === undefined ? [] : facts.chains.from(author, inReplyTo);
  const asked = chain.find(isAsked);
  if (asked === undefined) return [];
  const at = toInstant(clock.now());
  return [
    { does: "erase", box: "inbox", digest, at },
    ...noteCopies(asked, { erased: [row], kept: [] }, at),
    ...erasuresOf(valuesBesideAll(context, [row]), at),
  ];
}

/**
 * Destroys messages that this agency sent to another, what replies have copied from them, and the values that go with either.
 *
 * @param certificate - Digest of the certificate that says that their recipient has done so. Left out: nobody says that it
 *   had them.
 */
export function sentErasures(
  context: FactContext,
  recipient: string,
  rows: readonly OutboxRow[],
  certificate?: string,
): readonly Effect[] {
  const at = toInstant(context.clock.now());
  // Its own data, come back: the certificate of the other side does not cover this copy.
  const finder = createCopyFinder(context, "inbox", recipient);
  const found = rows.map((row) => ({ row, copies: finder.find(row) }));
  const gone = [...rows, ...found.flatMap(({ copies }) => copies.erased)];
  return [
    ...found.flatMap(({ row: { digest, content }, copies }): Effect[] => [
      { does: "erase", box: "outbox", digest, at, ...(certificate && { certificate }) },
      ...(content === undefined
        ? []
        : [{ does: "event", event: { kind: "erased", at, ref: digest } } as const]),
      ...copies.erased.map(
        (copy): Effect => ({
          ...{ does: "erase", box: "inbox", digest: copy.digest, at },
        }),
      ),
      ...noteCopies(digest, copies, at),
    ]),
    ...erasuresOf(valuesBesideAll(context, gone), at),
  ];
}

/** What its recipient has destroyed it had, also where it has signed no receipt, or a refusal. */
function settleUntaken(row: OutboxRow, at: string): readonly Effect[] {
  if (row.state === "delivered" || row.state === "decided") return [];
  if (row.state === "refused") return noteContradiction(row, at);
  const change = { state: "delivered", sealed: null, lastError: null } as const;
  return [{ does: "change", id: row.id, change }];
}

/** Kind of the event that a message is to be erased when it arrives; `ref` has its sender and digest. */
const AWAITED = "eraseOnArrival";
/** Far more than ask for one message. */
const MOST_ASKING = 1024;
