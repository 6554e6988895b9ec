import { ProtocolError, toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { BODY_BOUNDS, type Body, type DecodedMessage, type Leaf } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { createCopyFinder, recordCopies } from "./copies.ts";
import { digestsToErase, eraseAll, isValueOfHeld, valuesBesideAll } from "./corrections-of.ts";
import { noteOf } from "./history-note.ts";
import { inParts } from "./in-parts.ts";
import { noteContradiction } from "./join-receipts.ts";
import { prepareDraft, signPrepared } from "./prepare-draft.ts";
import { composeReply } from "./reply.ts";
import { type Answering, createReplyChains } from "./reply-chains.ts";
import type { InboxRow, NewOutboxRow, OutboxRow } from "./store.ts";

/** What a received message demands beside being stored. Carried out in the same transaction. */
export interface FollowUp {
  /** Writes; runs inside the transaction that stores the message. */
  apply(): void;
}

/**
 * Works out what an accepted message demands: erase what a correction names and certify it, or
 * erase the own copy of what a certificate names.
 */
export function followUpOf(context: GatewayContext, opened: OpenedMessage): FollowUp {
  switch (opened.message.clear["env.messageType"]) {
    case "correction":
      return followCorrection(context, opened);
    case "erasureCertificate":
      return followCertificate(context, opened);
    default:
      return { apply: () => {} };
  }
}

/** The recipient's part: destroy what the sender of it wants erased, and say so, signed. */
function followCorrection(context: GatewayContext, opened: OpenedMessage): FollowUp {
  const other = opened.sender.entity;
  const digests = [...digestsToErase(opened.message.body)];
  const targets = digests.flatMap((digest) => {
    const row = context.store.findInboxByDigest(digest);
    // Only who sent a message can have it erased.
    if (row?.sender !== other || row.content === undefined) return [];
    // A value goes with its message: alone it would leave the wrong one, on this side only.
    return isValueOfHeld(context, row) ? [] : [row];
  });
  const at = toInstant(context.clock.now());
  const finder = createCopyFinder(context, "outbox", other);
  const found = targets.map((target) => ({ target, copies: finder.find(target) }));
  const copies = new Map(
    found.flatMap(({ copies: { erased } }) => erased.map((row) => [row.digest, row] as const)),
  );
  const values = valuesBesideAll(context, [...targets, ...copies.values()]);
  const certificates = [...targets, ...values, ...copies.values()].flatMap((row) =>
    certify(context, opened, row, { at, inReplyTo: opened.message.clear["env.messageId"] }),
  );
  return {
    apply() {
      for (const { target, copies: those } of found) {
        context.store.eraseInbox(target.digest, at);
        context.store.addEvent({ kind: "erased", at, ref: target.digest });
        recordCopies(context, target.digest, those, at);
      }
      eraseAll(context, values, at);
      for (const digest of copies.keys()) context.store.eraseOutbox(digest, at, undefined);
      for (const row of certificates) context.store.addOutbox(row);
      expectToErase(context, other, digests, at);
    },
  };
}

/** Notes what a sender wants erased, or has erased itself, that is not here: it may still be on its way. */
function expectToErase(
  { store }: GatewayContext,
  sender: string,
  digests: readonly string[],
  at: string,
): void {
  for (const digest of digests) {
    const ref = `${sender} ${digest}`;
    const known = store.findInboxByDigest(digest) ?? store.findOutboxByDigest(digest);
    if (known !== undefined || store.hasEvent(AWAITED, ref)) continue;
    store.addEvent({ kind: AWAITED, at, ref });
  }
}

/**
 * Erases a message that arrives after its own sender has asked for its erasure, and certifies that. Runs inside the
 * transaction that stores it. Returns whether it was erased.
 *
 * @see `docs/spec/gateway-erasure.md#before-arrival`
 */
export function eraseAwaited(context: GatewayContext, opened: OpenedMessage): boolean {
  const { store, clock } = context;
  const { digest, sender } = opened;
  if (!store.hasEvent(AWAITED, `${sender.entity} ${digest}`)) return false;
  const row = store.findInboxByDigest(digest);
  if (row === undefined || isValueOfHeld(context, row)) return false;
  const at = toInstant(clock.now());
  const named = { kind: "names", key: digest } as const;
  const asking = store.history
    .under(named, MOST_ASKING, { own: false, other: sender.entity })
    .find(({ erases }) => erases?.includes(digest));
  // None where it is a copy that its author has destroyed itself, and certified.
  if (asking !== undefined) {
    const certificates = certify(context, opened, row, { at, inReplyTo: asking.record.message });
    for (const certificate of certificates) store.addOutbox(certificate);
  }
  eraseAll(context, [row], at);
  return true;
}

/**
 * The certificate as a message of its own. The data goes in any case, also where this fails.
 *
 * @param cause - What the erasure follows from: the correction, or, where that came before, the message itself.
 * @param inReplyTo - Id of the correction.
 */
function certify(
  context: GatewayContext,
  cause: OpenedMessage,
  target: InboxRow | OutboxRow,
  { at, inReplyTo }: { readonly at: string; readonly inReplyTo: string },
): readonly NewOutboxRow[] {
  const original = JSON.parse(target.content?.message ?? "null") as DecodedMessage;
  const roots = [original.clear["env.digest.private"], original.clear["env.digest.body"]];
  const horizon = new Date(context.clock.now().getTime() + context.backupDays * DAY_MS);
  // Above the bound the two digests that all others hang from say the same.
  const listed = target.resolved.length > MAX_LISTED ? roots : target.resolved;
  const leaves: readonly Leaf[] = [
    { f: "erasure.messageDigest", v: target.digest },
    { f: "erasure.method", v: "overwritten" },
    { f: "erasure.at", v: at },
    { f: "erasure.backupHorizon", v: horizon.toISOString().slice(0, 10) },
    { f: "erasure.exception", v: "none" },
  ];
  const disclosures = listed.map((v) => ({ f: "erasure.disclosures", v }));
  const [first = []] = inParts(disclosures, BODY_BOUNDS.leaves - leaves.length);
  const rest = inParts(disclosures.slice(first.length), BODY_BOUNDS.leaves);
  try {
    const draft = composeReply(context, cause.message, {
      messageType: "erasureCertificate",
      officer: { id: "gateway", assurance: cause.agreement.minAssurance },
      inReplyTo,
      groups: [
        { kind: "erasure", leaves: [...leaves, ...first] },
        ...rest.map((part) => ({ kind: "erasure", leaves: part })),
      ],
    });
    const { self } = context;
    const also = noteOf(cause.message, { self, digest: cause.digest, at });
    // It holds digests and no data: it draws on no message.
    const known = { also: [also], sources: [] };
    return [signPrepared(context, prepareDraft(context, draft, "asIs", known), known)];
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    context.store.addEvent({ kind: "certificateFailed", at, code: error.code, ref: target.digest });
    return [];
  }
}

/** The sender's part: what it had asked to be erased goes here too, and the proof is kept. */
function followCertificate(context: GatewayContext, opened: OpenedMessage): FollowUp {
  const { store } = context;
  const other = opened.sender.entity;
  const named = leavesOf(opened.message.body).flatMap(({ f, v }) =>
    f === "erasure.messageDigest" && typeof v === "string" ? [v] : [],
  );
  const digests = [...new Set(named)];
  const isAsked = (digest: string): boolean => store.hasEvent("erasureRequested", digest);
  const rows = digests.flatMap((digest) => {
    const row = store.findOutboxByDigest(digest);
    return row?.recipient === other && isAsked(digest) ? [row] : [];
  });
  const at = toInstant(context.clock.now());
  const destroyed = destroySent(context, other, rows, opened.digest);
  const chains = createReplyChains(context, other);
  const findAsked = (reply: Answering) => chains.findAnswered(reply, isAsked);
  return {
    apply() {
      for (const row of rows) settleUntaken(context, row);
      destroyed.apply();
      // Of its own replies it has erased some that came here after what they copy was gone, or are still on their way.
      for (const digest of digests) eraseCertified(context, other, digest, findAsked);
      expectToErase(context, other, digests, at);
    },
  };
}

/** Erases a reply that its author says to have destroyed, if it answers what this agency has asked to be erased. */
function eraseCertified(
  context: GatewayContext,
  author: string,
  digest: string,
  findAsked: (reply: Answering) => string | undefined,
): void {
  const row = context.store.findInboxByDigest(digest);
  if (row?.sender !== author || row.content === undefined || isValueOfHeld(context, row)) return;
  const { private: hidden } = JSON.parse(row.content.message) as DecodedMessage;
  const asked = findAsked({ digest, inReplyTo: hidden["private.inReplyTo"] });
  if (asked === undefined) return;
  const at = toInstant(context.clock.now());
  context.store.eraseInbox(digest, at);
  recordCopies(context, asked, { erased: [row], kept: [] }, at);
  eraseAll(context, valuesBesideAll(context, [row]), at);
}

/**
 * Destroys messages that this agency sent to another, what replies have copied from them, and the values that go with either.
 *
 * @param certificate - Digest of the certificate that says that their recipient has done so. Left out: nobody says that it
 *   had them.
 */
export function destroySent(
  context: GatewayContext,
  recipient: string,
  rows: readonly OutboxRow[],
  certificate?: string,
): FollowUp {
  const { store } = context;
  const at = toInstant(context.clock.now());
  // Its own data, come back: the certificate of the other side does not cover this copy.
  const finder = createCopyFinder(context, "inbox", recipient);
  const found = rows.map((row) => ({ row, copies: finder.find(row) }));
  const gone = [...rows, ...found.flatMap(({ copies }) => copies.erased)];
  const values = valuesBesideAll(context, gone);
  return {
    apply() {
      for (const { row, copies } of found) {
        store.eraseOutbox(row.digest, at, certificate);
        if (row.content !== undefined) store.addEvent({ kind: "erased", at, ref: row.digest });
        for (const { digest } of copies.erased) store.eraseInbox(digest, at);
        recordCopies(context, row.digest, copies, at);
      }
      eraseAll(context, values, at);
    },
  };
}

/** What its recipient has destroyed it had, also where it has signed no receipt, or a refusal. */
function settleUntaken(context: GatewayContext, row: OutboxRow): void {
  if (row.state === "delivered" || row.state === "decided") return;
  if (row.state === "refused") noteContradiction(context, row);
  else context.store.changeOutbox(row.id, { state: "delivered", sealed: null, lastError: null });
}

function leavesOf(body: Body): readonly Leaf[] {
  return Object.values(body).flatMap(({ leaves }) => leaves);
}

/** Kind of the event that a message is to be erased when it arrives; `ref` has its sender and digest. */
const AWAITED = "eraseOnArrival";
/** Far more than ask for one message. */
const MOST_ASKING = 1024;
const DAY_MS = 86_400_000;
const MAX_LISTED = 400;
