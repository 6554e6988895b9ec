import { ProtocolError, toInstant } from "@safepassage/core";
import { composeDraft, type OpenedMessage, randomId } from "@safepassage/message";
import {
  type Agency,
  type Body,
  CONSENT_BASES,
  coversBasis,
  type DecodedMessage,
  type Draft,
  type Leaf,
} from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { createOfficerRef } from "./officer-ref.ts";
import { rehearse, toOutboxRow } from "./rehearse.ts";
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

/**
 * Writes the correction that tells a recipient to erase a message, since the consent that it was
 * sent on was withdrawn.
 *
 * @throws {@link GatewayError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
 */
export function composeWithdrawal(
  context: GatewayContext,
  { messageId, consentRef, officer }: WithdrawalRequest,
): { draft: Draft; row: OutboxRow } {
  const row = context.store.findOutbox(messageId);
  if (row === undefined) throw new GatewayError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  const impossible = (why: string) => new GatewayError("GATEWAY_WITHDRAWAL_IMPOSSIBLE", why);
  if (row.content === undefined) throw impossible("the message is erased");
  if (row.state !== "delivered" && row.state !== "decided") throw impossible("not delivered");

  const original = JSON.parse(row.content.message) as DecodedMessage;
  if (!original.private["private.consentRefs"].includes(consentRef)) {
    throw impossible("the message was not sent on this consent");
  }
  const bases = original.clear["env.legalBasis"];
  if (!bases.every((basis) => CONSENT_BASES.some((admitted) => coversBasis(admitted, basis)))) {
    throw impossible("the message rests on another basis too");
  }
  const paths = Object.entries(original.body).flatMap(([gid, { leaves }]) =>
    leaves.map(({ f }) => `${gid}/${f}`),
  );
  const draft = composeReply(context, original, {
    messageType: "correction",
    officer,
    inReplyTo: row.id,
    group: {
      kind: "correction",
      leaves: [
        ...[...new Set(paths)].slice(0, MAX_TARGETS).map((path) => ({
          f: "correction.target",
          v: { message: row.digest, path },
        })),
        { f: "correction.action", v: "erase" },
        { f: "correction.reason", v: "consentWithdrawn" },
      ],
    },
  });
  return { draft, row };
}

/** What a case system says when a consent is withdrawn. */
export interface WithdrawalRequest {
  readonly messageId: string;
  readonly consentRef: string;
  readonly officer: { readonly id: string; readonly assurance: number };
}

/** The recipient's part: destroy what the sender of it wants erased, and say so, signed. */
function followCorrection(context: GatewayContext, opened: OpenedMessage): FollowUp {
  const leaves = leavesOf(opened.message.body);
  const none: FollowUp = { apply: () => {}, erases: false };
  if (!leaves.some(({ f, v }) => f === "correction.action" && v === "erase")) return none;
  const digests = new Set(
    leaves.flatMap(({ f, v }) =>
      f === "correction.target" ? [(v as { message: string }).message] : [],
    ),
  );
  const targets = [...digests].flatMap((digest) => {
    const row = context.store.findInboxByDigest(digest);
    // Only who sent a message can have it erased.
    return row?.sender === opened.sender.entity && row.content !== undefined ? [row] : [];
  });
  const at = toInstant(context.clock.now());
  const certificates = targets.flatMap((target) => certify(context, opened, target, at));
  return {
    erases: targets.length > 0,
    apply() {
      for (const { digest } of targets) {
        context.store.eraseInbox(digest, at);
        context.store.addEvent({ kind: "erased", at, ref: digest });
      }
      for (const row of certificates) context.store.addOutbox(row);
    },
  };
}

/** The certificate as a message of its own. The data goes in any case, also where this fails. */
function certify(
  context: GatewayContext,
  correction: OpenedMessage,
  target: InboxRow,
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
    const also = {
      id: clear["env.messageId"],
      own: false,
      other: correction.sender.entity,
      purpose: clear["env.purpose"],
      digest: correction.digest,
      message: JSON.stringify(correction.message),
      clock: undefined,
    };
    return [toOutboxRow(rehearse(context, draft, { also: [also] }), context)];
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
  return {
    erases: rows.length > 0,
    apply() {
      for (const { id, digest } of rows) {
        context.store.eraseOutbox(id, at, opened.digest);
        context.store.addEvent({ kind: "erased", at, ref: digest });
      }
    },
  };
}

interface Reply {
  readonly messageType: string;
  readonly inReplyTo: string;
  readonly officer: { readonly id: string; readonly assurance: number };
  readonly group: { readonly kind: string; readonly leaves: readonly Leaf[] };
}

/** Drafts a message of the same exchange from this agency to the other party. */
function composeReply(
  context: GatewayContext,
  earlier: DecodedMessage,
  { messageType, inReplyTo, officer, group }: Reply,
): Draft {
  const { self, clock } = context;
  const { clear, private: hidden } = earlier;
  const registry = context.registry();
  const now = clock.now();
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const other = parties.find((entity) => entity !== self) ?? self;
  const agreement = context.agreements().findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined) {
    throw new GatewayError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement is not held any more");
  }
  const sender = registry.agencyAt(self, now);
  return composeDraft({
    sender,
    recipient: registry.agencyAt(other, now),
    recipientThumbprint: registry.keyAt(other, now).kid,
    states: registry.states,
    agreement,
    purpose: clear["env.purpose"],
    messageType,
    legalBasis: [basisFor(sender)],
    test: registry.test,
    officerRef: createOfficerRef(officer.id, context.officerKey),
    officerAssurance: officer.assurance,
    body: { [randomId()]: { kind: group.kind, links: [], leaves: group.leaves } },
    clock,
    // The same two agencies: what admitted the transfer one way is named the other way.
    clear: { "env.transfer.basis": clear["env.transfer.basis"], "env.handling.conditions": [] },
    private: {
      "private.caseRef": randomId(),
      "private.exchangeId": hidden["private.exchangeId"],
      "private.inReplyTo": inReplyTo,
    },
  });
}

/** The duty to erase, by the law that binds who certifies or asks. */
function basisFor({ regime }: Agency): string {
  if (regime === "GDPR" || regime === "EUDPR") return "GDPR#17";
  return regime.startsWith("UK") ? "UK-DPA2018#38" : "LED#16(6)";
}

function leavesOf(body: Body): readonly Leaf[] {
  return Object.values(body).flatMap(({ leaves }) => leaves);
}

const DAY_MS = 86_400_000;
const MAX_TARGETS = 64;
const MAX_LISTED = 400;
