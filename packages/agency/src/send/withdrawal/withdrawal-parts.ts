import { ProtocolError } from "@safepassage/core";
import { sharedKey } from "@safepassage/history";
import { randomId } from "@safepassage/message";
import { BODY_BOUNDS, type Draft, valueSchema } from "@safepassage/schema";
import { acceptedAt, isSent, valuesBesideAll } from "../../effects/exchange/corrections-of.ts";
import { claimsIn } from "../../effects/shared/claims-in.ts";
import { hasTaken } from "../../effects/shared/join-receipts.ts";
import { standInFor } from "../../effects/shared/replaced.ts";
import { composeReply, inParts } from "../../effects/shared/reply.ts";
import { isHeld, readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow, PendingReply } from "../../store/rows.ts";
import { notSent } from "../draft/not-sent.ts";
import { basisOf, consentOf, groundOf } from "./consent-refs.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** An agency, and how many messages it may hold. */
export interface Held {
  readonly recipient: string;
  readonly messages: number;
}

/** What is withdrawn from one recipient, in one exchange. Nothing is written yet. */
export interface Part {
  readonly row: OutboxRow;
  /** Digests of the messages that rest on the consent. */
  readonly named: readonly string[];
  readonly asked: readonly OutboxRow[];
  readonly untaken: readonly OutboxRow[];
  readonly recipients: readonly Held[];
  /** The messages that the recipient may hold. */
  readonly posted: readonly OutboxRow[];
  /** Writes the corrections. @throws ProtocolError where nothing can be written to the recipient. */
  write(): readonly Draft[];
}

/** A part with its corrections. */
export interface Written extends Omit<Part, "posted" | "write"> {
  readonly drafts: readonly Draft[];
  readonly untold: readonly string[];
  /** Why the recipient cannot be told. */
  readonly failure?: ProtocolError;
}

/** Tells which messages are meant: where a record is named, those to its recipients for its purposes, unless it is all of them. */
export const meantBy =
  ({ record, everywhere = false }: Pick<WithdrawalRequest, "record" | "everywhere">) =>
  ({ recipient, purpose }: OutboxRow): boolean =>
    record === undefined ||
    everywhere ||
    (record.recipients.includes(recipient) &&
      record.purposes.includes(purpose as PendingReply["purpose"]));

/** What concerns the messages that were sent under some references. */
export function partsOn(
  context: FactContext,
  request: Pick<WithdrawalRequest, "officer" | "record" | "everywhere">,
  refs: readonly string[],
): readonly Part[] {
  const { officer } = request;
  const done = new Set<string>();
  const { outbox, recalls } = context.facts;
  const isMeant = meantBy(request);
  return refs.flatMap((consentRef) => {
    const erased = erasedUnder(context, consentRef);
    return [...outbox.heldOn(consentRef), ...recalls.on(consentRef)].flatMap((held) => {
      if (done.has(held)) return [];
      const row = outbox.findByDigest(standInFor(context, held));
      // Not read yet: the others are asked for all the same, so that all of them are read together.
      if (row === undefined || !isWithdrawable(context, row, consentRef) || !isMeant(row))
        return [];
      const part = withdrawFrom(context, row, { consentRef, officer }, erased);
      for (const one of [held, ...part.named]) done.add(one);
      return [part];
    });
  });
}

/** Writes the corrections of a part, where its recipient can be told. */
export function writtenOf({ write, posted, ...part }: Part): Written {
  try {
    return { ...part, drafts: write(), untold: [] };
  } catch (failure) {
    if (!(failure instanceof ProtocolError)) throw failure;
    const untold = posted.map(({ digest }) => digest);
    return { ...part, row: posted[0] ?? part.row, drafts: [], untold, failure };
  }
}

export function sentRow(context: FactContext, digest: string): OutboxRow {
  // Who submitted it may know it by the digest that it had before it was signed again.
  const row = context.facts.outbox.findByDigest(standInFor(context, digest));
  if (row === undefined) throw notSent(context.facts.inbox.findByDigest(digest));
  return row;
}

/**
 * What is erased here and rests on a consent, by exchange. A consent may have been named in thousands of exchanges, so it is worked
 * out once for all of them.
 */
function erasedUnder(
  { facts }: FactContext,
  consentRef: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const digest of facts.recalls.on(consentRef)) {
    for (const { exchangeId } of facts.recalls.of(digest)) {
      found.set(exchangeId, (found.get(exchangeId) ?? new Set()).add(digest));
    }
  }
  return found;
}

/** What concerns a message and the others of its exchange that rest on the same consent. */
export function withdrawFrom(
  context: FactContext,
  row: OutboxRow,
  { consentRef: given, officer }: Pick<WithdrawalRequest, "consentRef" | "officer">,
  known?: ReturnType<typeof erasedUnder>,
): Part {
  const { facts } = context;
  const ground = groundOf(context, row, given);
  const { exchangeId } = ground;
  const consentRef = consentOf(ground, given);
  const key = sharedKey(exchangeId, consentRef);
  // What is erased here can be held by its recipient all the same.
  const erased = known ?? erasedUnder(context, consentRef);
  const others = [...facts.outbox.heldUnder(key, row.recipient), ...(erased.get(exchangeId) ?? [])]
    .flatMap((held) => (held === row.digest ? [] : (facts.outbox.findByDigest(held) ?? [])))
    .filter(
      (other) => other.recipient === row.recipient && isWithdrawable(context, other, consentRef),
    );
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
    ].filter(isHeld),
  };
}

const isWithdrawable = (context: FactContext, row: OutboxRow, consentRef: string): boolean =>
  WITHDRAWABLE.has(basisOf(context, row, consentRef));

/** What is erased is found by the consents that it rests on alone. */
const WITHDRAWABLE: ReadonlySet<ReturnType<typeof basisOf>> = new Set(["consent", "erased"]);

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
  const targets = Object.entries(readableIn(row)?.message.body ?? {})
    .flatMap(([gid, { leaves }]) => leaves.map(({ f }) => `${gid}/${f}`))
    .map((path) => ({ message: row.digest, path }));
  // A message about a threat to life may have been sent with an unsound shape: it must be erasable too.
  const standIn = { message: row.digest, path: `${randomId()}/subject.pseudonym` };
  const schema = valueSchema("correction.target");
  return targets.find((target) => schema.safeParse(target).success) ?? standIn;
}

/** Action and reason take two leaves of the same group. */
const MOST_TARGETS = BODY_BOUNDS.leaves - 2;
