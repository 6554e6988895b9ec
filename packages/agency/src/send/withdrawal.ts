import { restsOnConsentAlone, sharedKey } from "@safepassage/history";
import { randomId } from "@safepassage/message";
import { BODY_BOUNDS, type DecodedMessage, type Draft, valueSchema } from "@safepassage/schema";
import * as z from "zod";
import { acceptedAt, isSent, valuesBesideAll } from "../effects/corrections-of.ts";
import { standInFor } from "../effects/replaced.ts";
import { composeReply, inParts, replyTo } from "../effects/reply.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { FactContext } from "../setting/context.ts";
import type { OutboxRow } from "../store/rows.ts";
import { Officer } from "./draft-request.ts";

/** What a case system states when a consent is withdrawn: which one, and the digest of a message that rests on it. */
export const WithdrawalRequest = z.strictObject({
  digest: z.string().regex(/^[\w-]{43}$/),
  consentRef: z.string().max(64),
  officer: Officer,
});
export type WithdrawalRequest = z.infer<typeof WithdrawalRequest>;

/** Corrections that ask for the erasure of data whose consent was withdrawn. */
export interface Withdrawal {
  /** None if no message was ever posted; else the first names the message that the case system named, if that was. */
  readonly drafts: readonly Draft[];
  /** The message that the case system named. */
  readonly row: OutboxRow;
  /** Digests of the messages that the recipient is asked to erase, and of the corrections that go with them. */
  readonly asked: readonly string[];
  /** Messages without a receipt that the recipient took them: erased here at once, and not sent any more. */
  readonly untaken: readonly OutboxRow[];
}

/**
 * Writes the corrections that tell a recipient to erase a message whose consent was withdrawn, and with it every other
 * message of the exchange on that consent.
 *
 * Every posted message is named, even if its recipient says that it did not take it. One that was never posted is only
 * erased here: nobody has it.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
 */
export function composeWithdrawal(
  context: FactContext,
  { digest, consentRef, officer }: WithdrawalRequest,
): Withdrawal {
  const { facts } = context;
  // Who submitted it may know it by the digest that it had before it was signed again.
  const row = facts.outbox.findByDigest(standInFor(context, digest));
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  const impossible = (why: string) => new AgencyError("GATEWAY_WITHDRAWAL_IMPOSSIBLE", why);
  // It was erased before anybody had it, perhaps by this very request.
  if (row.content === undefined && !row.posted) return { drafts: [], row, asked: [], untaken: [] };
  if (row.content === undefined) throw impossible("the message is erased");

  const original = row.content.message;
  if (!restsOn(original, consentRef)) {
    throw impossible("the message was not sent on this consent");
  }
  if (!restsOnConsentAlone(original)) throw impossible("the message rests on another basis too");

  const key = sharedKey(row.content.exchangeId, consentRef);
  const others = facts.outbox
    .heldUnder(key, row.recipient)
    .flatMap((held) => (held === row.digest ? [] : (facts.outbox.findByDigest(held) ?? [])))
    .filter(
      ({ content }) =>
        content !== undefined &&
        restsOn(content.message, consentRef) &&
        restsOnConsentAlone(content.message),
    );
  const named = [row, ...others].filter(({ posted }) => posted);
  const correctionOf = (part: readonly OutboxRow[]): Draft =>
    // A correction answers a message that it names: any other might be erased before this is sent.
    composeReply(
      context,
      replyTo(original, {
        messageType: "correction",
        assurance: officer.assurance,
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
      }),
      officer.id,
    );
  // Corrections go with their message: those that were not accepted are not sent any more.
  const values = valuesBesideAll(context, named).filter(isSent);
  return {
    drafts: inParts(named, MOST_TARGETS).map(correctionOf),
    row,
    asked: [...named, ...values.filter(({ posted }) => posted)].map(({ digest: ref }) => ref),
    untaken: [
      ...[row, ...others].filter(({ state }) => state !== "delivered" && state !== "decided"),
      ...values.filter((value) => acceptedAt(value) === undefined),
    ],
  };
}

function restsOn({ private: hidden }: DecodedMessage, consentRef: string): boolean {
  return (hidden["private.consentRefs"] ?? []).includes(consentRef);
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
