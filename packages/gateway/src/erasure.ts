import { ProtocolError, toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { Body, DecodedMessage, Leaf } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { createCopyFinder, recordCopies } from "./copies.ts";
import { digestsToErase, eraseAll, isValueOfHeld, valuesBesideAll } from "./corrections-of.ts";
import { noteOf } from "./history-note.ts";
import { prepareDraft, signPrepared } from "./prepare-draft.ts";
import { composeReply } from "./reply.ts";
import type { InboxRow, NewOutboxRow, OutboxRow } from "./store.ts";

/** What a received message demands beside being stored. Carried out in the same transaction. */
export interface FollowUp {
  /** Writes; runs inside the transaction that stores the message. */
  apply(): void;
  /** Whether something was erased, so that the files have to be scrubbed after the commit. */
  readonly erases: boolean;
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
      return { apply: () => {}, erases: false };
  }
}

/** The recipient's part: destroy what the sender of it wants erased, and say so, signed. */
function followCorrection(context: GatewayContext, opened: OpenedMessage): FollowUp {
  const targets = [...digestsToErase(opened.message.body)].flatMap((digest) => {
    const row = context.store.findInboxByDigest(digest);
    // Only who sent a message can have it erased.
    if (row?.sender !== opened.sender.entity || row.content === undefined) return [];
    // A value goes with its message: alone it would leave the wrong one, on this side only.
    return isValueOfHeld(context, row) ? [] : [row];
  });
  const at = toInstant(context.clock.now());
  const other = opened.sender.entity;
  const finder = createCopyFinder(context, "outbox", other);
  const found = targets.map((target) => ({ target, copies: finder.find(target) }));
  const copies = new Map(
    found.flatMap(({ copies: { erased } }) => erased.map((row) => [row.digest, row] as const)),
  );
  const values = valuesBesideAll(context, [...targets, ...copies.values()]);
  const certificates = [...targets, ...values, ...copies.values()].flatMap((row) =>
    certify(context, opened, row, at),
  );
  return {
    erases: targets.length > 0,
    apply() {
      for (const { target, copies: those } of found) {
        context.store.eraseInbox(target.digest, at);
        context.store.addEvent({ kind: "erased", at, ref: target.digest });
        recordCopies(context, target.digest, those, at);
      }
      eraseAll(context, values, at);
      for (const digest of copies.keys()) context.store.eraseOutbox(digest, at, undefined);
      for (const row of certificates) context.store.addOutbox(row);
    },
  };
}

/** The certificate as a message of its own. The data goes in any case, also where this fails. */
function certify(
  context: GatewayContext,
  correction: OpenedMessage,
  target: InboxRow | OutboxRow,
  at: string,
): readonly NewOutboxRow[] {
  const { clear } = correction.message;
  const original = JSON.parse(target.content?.message ?? "null") as DecodedMessage;
  const roots = [original.clear["env.digest.private"], original.clear["env.digest.body"]];
  const horizon = new Date(context.clock.now().getTime() + context.backupDays * DAY_MS);
  const leaves: readonly Leaf[] = [
    { f: "erasure.messageDigest", v: target.digest },
    // Above the bound the two digests that all others hang from say the same.
    ...(target.resolved.length > MAX_LISTED ? roots : target.resolved).map((v) => ({
      f: "erasure.disclosures",
      v,
    })),
    { f: "erasure.method", v: "overwritten" },
    { f: "erasure.at", v: at },
    { f: "erasure.backupHorizon", v: horizon.toISOString().slice(0, 10) },
    { f: "erasure.exception", v: "none" },
  ];
  try {
    const draft = composeReply(context, correction.message, {
      messageType: "erasureCertificate",
      officer: { id: "gateway", assurance: correction.agreement.minAssurance },
      inReplyTo: clear["env.messageId"],
      group: { kind: "erasure", leaves },
    });
    const { self } = context;
    const also = noteOf(correction.message, { self, digest: correction.digest, at });
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
  const rows = leavesOf(opened.message.body).flatMap(({ f, v }) => {
    if (f !== "erasure.messageDigest" || typeof v !== "string") return [];
    const row = context.store.findOutboxByDigest(v);
    const asked = context.store.hasEvent("erasureRequested", v);
    return row?.recipient === opened.sender.entity && asked ? [row] : [];
  });
  const at = toInstant(context.clock.now());
  // Its own data, come back: the certificate of the other side does not cover this copy.
  const finder = createCopyFinder(context, "inbox", opened.sender.entity);
  const found = rows.map((row) => ({ row, copies: finder.find(row) }));
  const gone = [...rows, ...found.flatMap(({ copies }) => copies.erased)];
  const values = valuesBesideAll(context, gone);
  return {
    erases: rows.length > 0,
    apply() {
      for (const { row, copies } of found) {
        context.store.eraseOutbox(row.digest, at, opened.digest);
        context.store.addEvent({ kind: "erased", at, ref: row.digest });
        for (const { digest } of copies.erased) context.store.eraseInbox(digest, at);
        recordCopies(context, row.digest, copies, at);
      }
      eraseAll(context, values, at);
    },
  };
}

function leavesOf(body: Body): readonly Leaf[] {
  return Object.values(body).flatMap(({ leaves }) => leaves);
}

const DAY_MS = 86_400_000;
const MAX_LISTED = 400;
