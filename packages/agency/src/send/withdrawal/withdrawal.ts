import type { Draft } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import { type Ended, endOfRefs } from "../../effects/exchange/ended-consents.ts";
import { isHeld } from "../../setting/can-read.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";
import {
  consentOf,
  groundOf,
  impossible,
  recordUnknown,
  withdrawnConsents,
} from "./consent-refs.ts";
import { keptOn } from "./kept-on-consent.ts";
import { mayBeOnUnknownRecord } from "./unknown-records.ts";
import {
  type Held,
  meantBy,
  type Part,
  partsOn,
  sentRow,
  type Written,
  withdrawFrom,
  writtenOf,
} from "./withdrawal-parts.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** Corrections that ask for the erasure of data whose consent was withdrawn. */
export interface Withdrawal {
  /** None if no message was ever posted; else the first names the message that the case system named, if that was. */
  readonly drafts: readonly Draft[];
  /** The answer names it where there is no correction. It is a message that needs no correction, or the first on the consent. */
  readonly row: OutboxRow;
  /** Digests of the messages that rest on the consent. */
  readonly named: readonly string[];
  /** The messages that the recipient is asked to erase, and the corrections that go with them. */
  readonly asked: readonly OutboxRow[];
  /** Messages without a receipt that the recipient took them, and those that it has rejected: erased here at once, and not sent any more. */
  readonly untaken: readonly OutboxRow[];
  /** Digests of the messages whose recipient nothing can be written to, as where one of both has left: a person has to tell it. */
  readonly untold: readonly string[];
  /** The messages on the consent that stay, as they rest on another basis too: a person decides on them. */
  readonly kept: readonly OutboxRow[];
  readonly ended: Ended;
  /** Who is asked to erase how many messages: an agency once for each of its exchanges. */
  readonly recipients: readonly Held[];
  /** Who may hold how many of the messages in `untold`, in the same way. */
  readonly unreached: readonly Held[];
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
 * its day of erasure is over. Neither a recipient that has left the registry nor this agency having left it keeps a consent from being
 * withdrawn, and nobody else from being told.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_MESSAGE_RECEIVED`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`,
 *   `GATEWAY_WITHDRAWAL_RECORD_UNKNOWN`.
 */
export const composeWithdrawal = (
  context: AgencyContext,
  tx: Tx,
  request: WithdrawalRequest,
): Promise<Withdrawal> =>
  workOutIn(
    context,
    tx,
    (facts) => writeWithdrawal(facts, request),
    // Nothing is written before all is read: a person may have had thousands of messages sent.
    (facts) => findWithdrawal(facts, request),
  );

/** What is withdrawn, before anything is written. */
interface Found extends Pick<Withdrawal, "kept" | "ended"> {
  /** The message that the case system named. */
  readonly row: OutboxRow | undefined;
  readonly parts: readonly Part[];
}

function findWithdrawal(context: FactContext, request: WithdrawalRequest): Found {
  const { digest, everywhere = false } = request;
  const row = digest === undefined ? undefined : sentRow(context, digest);
  // Nobody has it, and its exchange is not kept: what is left to go by is the consent.
  const known = row !== undefined && (isHeld(row) || row.posted) ? row : undefined;
  if (known !== undefined && !everywhere && request.record === undefined) {
    const part = withdrawFrom(context, known, request);
    const { exchangeId, ...ground } = groundOf(context, known, request.consentRef);
    const ref = consentOf(ground, request.consentRef);
    const kept = keptOn(
      context,
      [ref],
      (one) => one.recipient === known.recipient && exchangeOf(context, one) === exchangeId,
    );
    return { row, parts: [part], kept, ended: endOfRefs(context, [ref], exchangeId) };
  }
  const { refs, ended } = withdrawnConsents(context, request, known);
  // To withdraw the others would say that all of it is withdrawn.
  if (request.record && mayBeOnUnknownRecord(context, request.record, meantBy(request))) {
    throw recordUnknown(
      "something was sent about the person on a consent whose record is not known",
    );
  }
  const kept = keptOn(context, refs, meantBy(request));
  return { row, parts: partsOn(context, request, refs), kept, ended };
}

/** The exchange of a message that is held, as its note says: the message may be damaged. */
const exchangeOf = ({ facts }: FactContext, { digest }: OutboxRow): string | undefined =>
  facts.history.find(digest)?.record.exchangeId;

function writeWithdrawal(context: FactContext, request: WithdrawalRequest): Withdrawal {
  const { row, parts: found, kept, ended } = findWithdrawal(context, request);
  const parts = found.map(writtenOf);
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
    recipients: heldIn(parts.filter(({ failure }) => failure === undefined)),
    unreached: heldIn(parts.filter(({ failure }) => failure !== undefined)),
  };
}

const heldIn = (parts: readonly Written[]): readonly Held[] =>
  parts.flatMap(({ recipients }) => recipients);

const NOTHING = {
  ...{ drafts: [], asked: [], untaken: [], untold: [] },
  ...{ recipients: [], unreached: [] },
} as const;

/**
 * Where nobody is told, only a recipient that nothing can be sent to is left to a person, since it or this agency has left the registry, or
 * its key is over or stolen. Whatever else stands in the way is mended here, and then the consent is withdrawn.
 *
 * @throws the failure.
 */
function requireReason(context: FactContext, parts: readonly Written[]): void {
  const failed = parts.find(({ failure, row }) => failure && !isApart(context, row.recipient));
  if (failed !== undefined) throw failed.failure;
}

/**
 * Whether the registry does not have an agency now, or no key of it, or says that the time of this one is over. A person may take a consent
 * back all the same. Where it has no entry of this one, it may be the wrong registry.
 */
function isApart({ self, registry, clock }: FactContext, recipient: string): boolean {
  const now = clock.now();
  if (registry().findAgencyAt(self, now) === undefined) return registry().has(self);
  if (registry().findAgencyAt(recipient, now) === undefined) return true;
  try {
    registry().keyAt(recipient, now);
    return false;
  } catch (error) {
    if (error instanceof TrustError && error.code === "TRUST_KEY_NOT_IN_FORCE") return true;
    throw error;
  }
}
