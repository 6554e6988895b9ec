import { ProtocolError } from "@safepassage/core";
import { restsOnConsentAlone, sharedKey } from "@safepassage/history";
import { randomId } from "@safepassage/message";
import { BODY_BOUNDS, type Draft, valueSchema } from "@safepassage/schema";
import { acceptedAt, isSent, valuesBesideAll } from "../../effects/exchange/corrections-of.ts";
import { type Ended, endOfRefs } from "../../effects/exchange/ended-consents.ts";
import { claimsIn } from "../../effects/shared/claims-in.ts";
import { hasTaken } from "../../effects/shared/join-receipts.ts";
import { standInFor } from "../../effects/shared/replaced.ts";
import { composeReply, inParts } from "../../effects/shared/reply.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow, PendingReply } from "../../store/rows.ts";
import { notSent } from "../draft/not-sent.ts";
import { consentOf, consentsOf, groundOf, impossible, withdrawnConsents } from "./consent-refs.ts";
import { keptOn } from "./kept-on-consent.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** Corrections that ask for the erasure of data whose consent was withdrawn. */
export interface Withdrawal {
  /** None if no message was ever posted; else the first names the message that the case system named, if that was. */
  readonly drafts: readonly Draft[];
  /** What the answer names where there is no correction: one of the messages that nobody is told of, or the first on the consent. */
  readonly row: OutboxRow;
  /** Digests of the messages that rest on the consent. */
  readonly named: readonly string[];
  /** The messages that the recipient is asked to erase, and the corrections that go with them. */
  readonly asked: readonly OutboxRow[];
  /** Messages without a receipt that the recipient took them, and those that it has rejected: erased here at once, and not sent any more. */
  readonly untaken: readonly OutboxRow[];
  /** Digests of the messages whose recipient nothing can be written to, as where it has left: a person has to tell it. */
  readonly untold: readonly string[];
  /** The messages on the consent that stay, as they rest on another basis too: a person decides on them. */
  readonly kept: readonly OutboxRow[];
  readonly ended: Ended;
  /** Who may hold something, and how many messages: an agency once for each of its exchanges. */
  readonly recipients: readonly { readonly recipient: string; readonly messages: number }[];
}

/**
 * Writes the corrections that tell recipients to erase messages whose consent was withdrawn.
 *
 * Where the case system names a message, they are about it and every other message of its exchange on that consent. Where it
 * names the consent only, or beside it a message that was erased before it was sent, they are about every message that was sent
 * under that reference; where it says `everywhere`, about every message that was sent on the same record; where it names the record, about
 * those of them to its recipients for its purposes.
 *
 * Every posted message is named, even if its recipient says that it did not take it. One that was never posted is only
 * erased here: nobody has it. One that is erased here already is named too, until its recipient has certified its erasure or
 * its day of erasure is over. A recipient that has left the registry keeps no consent from being withdrawn, and nobody else
 * from being told.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_MESSAGE_RECEIVED`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`,
 *   `GATEWAY_WITHDRAWAL_RECORD_UNKNOWN`.
 */
export function composeWithdrawal(context: FactContext, request: WithdrawalRequest): Withdrawal {
  const { digest, everywhere = false } = request;
  const row = digest === undefined ? undefined : sentRow(context, digest);
  // Nobody has it, and its exchange is not kept: what is left to go by is the consent.
  const known = row !== undefined && (row.content !== undefined || row.posted) ? row : undefined;
  if (known !== undefined && !everywhere && request.record === undefined) {
    const part = writtenOf(withdrawFrom(context, known, request));
    requireReason(context, [part]);
    const { exchangeId, ...ground } = groundOf(context, known);
    const ref = consentOf(ground, request.consentRef);
    const kept = keptOn(
      context,
      [ref],
      ({ recipient, content }) =>
        recipient === known.recipient && content?.exchangeId === exchangeId,
    );
    return { ...part, kept, ended: endOfRefs(context, [ref], exchangeId) };
  }
  const { refs, ended } = withdrawnConsents(context, request, known);
  const parts = partsOn(context, request, refs);
  const kept = keptOn(context, refs, meantBy(request));
  const [first] = parts;
  if (first === undefined) {
    // Perhaps this very request has erased it.
    if (row !== undefined) return { ...NOTHING, row, named: [row.digest], kept, ended };
    throw impossible("no message that anybody may hold rests on this consent alone");
  }
  const isTold = parts.some(({ drafts }) => drafts.length > 0);
  if (!isTold) requireReason(context, parts);
  return {
    row: (parts.find(({ untold }) => untold.length > 0) ?? first).row,
    drafts: parts.flatMap(({ drafts }) => drafts),
    named: parts.flatMap(({ named }) => named),
    asked: parts.flatMap(({ asked }) => asked),
    untaken: parts.flatMap(({ untaken }) => untaken),
    untold: parts.flatMap(({ untold }) => untold),
    ...{ kept, ended },
    recipients: parts.flatMap(({ recipients }) => recipients),
  };
}

const NOTHING = { drafts: [], asked: [], untaken: [], untold: [], recipients: [] } as const;

/** Tells which messages are meant: where a record is named, those to its recipients for its purposes, unless it is all of them. */
const meantBy =
  ({ record, everywhere = false }: Pick<WithdrawalRequest, "record" | "everywhere">) =>
  ({ recipient, purpose }: OutboxRow): boolean =>
    record === undefined ||
    everywhere ||
    (record.recipients.includes(recipient) &&
      record.purposes.includes(purpose as PendingReply["purpose"]));

/** What concerns the messages that were sent under some references. */
function partsOn(
  context: FactContext,
  request: Pick<WithdrawalRequest, "officer" | "record" | "everywhere">,
  refs: readonly string[],
): readonly Written[] {
  const { officer } = request;
  const done = new Set<string>();
  const { outbox, recalls } = context.facts;
  const isMeant = meantBy(request);
  return refs.flatMap((consentRef) =>
    [...outbox.heldOn(consentRef), ...recalls.on(consentRef)].flatMap((held) => {
      if (done.has(held)) return [];
      const row = sentRow(context, held);
      if (!isWithdrawable(row, consentRef) || !isMeant(row)) return [];
      const part = withdrawFrom(context, row, { consentRef, officer });
      for (const one of [held, ...part.named]) done.add(one);
      return [writtenOf(part)];
    }),
  );
}

/** What is withdrawn from one recipient, in one exchange. */
interface Part extends Omit<Withdrawal, "drafts" | "untold" | "kept" | "ended"> {
  /** The messages that the recipient may hold. */
  readonly posted: readonly OutboxRow[];
  /** Writes the corrections. @throws ProtocolError where nothing can be written to the recipient. */
  write(): readonly Draft[];
}

interface Written extends Omit<Withdrawal, "kept" | "ended"> {
  /** Why the recipient cannot be told. */
  readonly failure?: ProtocolError;
}

function writtenOf({ write, posted, ...part }: Part): Written {
  try {
    return { ...part, drafts: write(), untold: [] };
  } catch (failure) {
    if (!(failure instanceof ProtocolError)) throw failure;
    const untold = posted.map(({ digest }) => digest);
    return { ...part, row: posted[0] ?? part.row, drafts: [], untold, failure };
  }
}

/**
 * Where nobody is told, only a recipient that has left the registry is left to a person. Whatever else stands in the way is mended
 * here, and then the consent is withdrawn.
 *
 * @throws the failure.
 */
function requireReason(context: FactContext, parts: readonly Written[]): void {
  const failed = parts.find(({ failure, row }) => failure && !hasLeft(context, row.recipient));
  if (failed !== undefined) throw failed.failure;
}

/** Whether the registry does not have an agency now, and has this one. */
function hasLeft({ self, registry, clock }: FactContext, recipient: string): boolean {
  const isListed = (entity: string) => registry().findAgencyAt(entity, clock.now()) !== undefined;
  return isListed(self) && !isListed(recipient);
}

function sentRow(context: FactContext, digest: string): OutboxRow {
  // Who submitted it may know it by the digest that it had before it was signed again.
  const row = context.facts.outbox.findByDigest(standInFor(context, digest));
  if (row === undefined) throw notSent(context.facts.inbox.findByDigest(digest));
  return row;
}

/** What concerns a message and the others of its exchange that rest on the same consent. */
function withdrawFrom(
  context: FactContext,
  row: OutboxRow,
  { consentRef: given, officer }: Pick<WithdrawalRequest, "consentRef" | "officer">,
): Part {
  const { facts } = context;
  const ground = groundOf(context, row);
  const { exchangeId } = ground;
  const consentRef = consentOf(ground, given);
  const key = sharedKey(exchangeId, consentRef);
  // What is erased here can be held by its recipient all the same.
  const erased = facts.recalls
    .on(consentRef)
    .filter((digest) => facts.recalls.of(digest).some((one) => one.exchangeId === exchangeId));
  const others = [...facts.outbox.heldUnder(key, row.recipient), ...erased]
    .flatMap((held) => (held === row.digest ? [] : (facts.outbox.findByDigest(held) ?? [])))
    .filter((other) => other.recipient === row.recipient && isWithdrawable(other, consentRef));
  const named = [row, ...others].filter(({ posted }) => posted);
  const correctionOf = (part: readonly OutboxRow[]): Draft =>
    composeReply(
      context,
      {
        ...threadOf(row),
        exchangeId,
        messageType: "correction",
        assurance: officer.assurance,
        // A correction answers a message that it names: any other might be erased before this is sent.
        inReplyTo: (part[0] ?? row).id,
        groups: [
          {
            kind: "correction",
            leaves: [
              ...part.map((target) => ({ f: "correction.target", v: targetOf(target) })),
              { f: "correction.action", v: "erase" },
              { f: "correction.reason", v: "consentWithdrawn" },
            ],
          },
        ],
      },
      officer.id,
    );
  // Corrections go with their message: those that were not accepted are not sent any more.
  const values = valuesBesideAll(context, named).filter(isSent);
  return {
    write: () => inParts(named, MOST_TARGETS).map(correctionOf),
    row,
    posted: named,
    recipients: named.length > 0 ? [{ recipient: row.recipient, messages: named.length }] : [],
    named: [row, ...others].map(({ digest }) => digest),
    asked: [...named, ...values.filter(({ posted }) => posted)],
    untaken: [
      ...[row, ...others].filter((one) => !hasTaken(one)),
      ...values.filter((value) => acceptedAt(value) === undefined),
    ].filter(({ content }) => content !== undefined),
  };
}

function isWithdrawable({ content }: OutboxRow, consentRef: string): boolean {
  // What is erased is found by the consents that it rests on alone.
  if (content === undefined) return true;
  const { message } = content;
  return consentsOf(message).includes(consentRef) && restsOnConsentAlone(message);
}

/** What a correction takes from the signed part of a message, which outlives its content. */
function threadOf({ jwt, recipient, purpose }: OutboxRow) {
  const { iss, agreement, transfer } = claimsIn(jwt) as {
    readonly iss: string;
    readonly agreement: { readonly sha256: string };
    readonly transfer: PendingReply["transferBasis"];
  };
  return {
    parties: [iss, recipient] as const,
    purpose: purpose as PendingReply["purpose"],
    agreement: agreement.sha256,
    transferBasis: transfer,
  };
}

interface Target extends Record<string, string> {
  readonly message: string;
  readonly path: string;
}

/** Names a message by one of its paths: an erasure takes the whole message. */
function targetOf(row: OutboxRow): Target {
  const targets = Object.entries(row.content?.message.body ?? {})
    .flatMap(([gid, { leaves }]) => leaves.map(({ f }) => `${gid}/${f}`))
    .map((path) => ({ message: row.digest, path }));
  // A message about a threat to life may have been sent with an unsound shape: it must be erasable too.
  const standIn = { message: row.digest, path: `${randomId()}/subject.pseudonym` };
  const schema = valueSchema("correction.target");
  return targets.find((target) => schema.safeParse(target).success) ?? standIn;
}

/** Action and reason take two leaves of the same group. */
const MOST_TARGETS = BODY_BOUNDS.leaves - 2;
