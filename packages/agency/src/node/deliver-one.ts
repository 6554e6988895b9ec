import { claimsOf } from "../effects/shared/join-receipts.ts";
import { showReplacement } from "../effects/shared/replaced.ts";
import { tryOnce } from "../send/deliver/deliver.ts";
import type { Submitted } from "../send/queue/submitted.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { VerifiedPartner } from "../setting/partner.ts";
import { sealingKey } from "../stages/way.ts";
import { RefusedPackage } from "../take/refusal.ts";
import type { Agency, Sent, Withdrawn } from "./agency.ts";

/** Delivers the corrections of a withdrawal, and tells apart what they do not reach. */
export async function deliverWithdrawal(
  context: AgencyContext,
  { digest, further = [], unsent, untold = [], kept = [] }: Submitted,
  partner: Agency | undefined,
): Promise<Withdrawn> {
  // Where nobody is told, these are the messages themselves.
  const written = [digest, ...further].filter((one) => !untold.includes(one));
  if (unsent) return { corrections: [], unsent: written, untold, kept };
  const corrections: Sent[] = [];
  for (const one of written) {
    const row = await context.store.transaction((tx) => tx.outbox.findByDigest(one));
    if (row !== undefined) corrections.push(await deliverOne(context, row.id, partner));
  }
  return { corrections, unsent: [], untold, kept };
}

/**
 * Tries once to deliver a message of the outbox.
 *
 * @param partner - An agency that is open in this process; used where it is the recipient.
 * @returns What became of it, or of the one that was signed in its place.
 */
export async function deliverOne(
  context: AgencyContext,
  id: string,
  partner: Agency | undefined,
): Promise<Sent> {
  const partnerOf = (recipient: string): VerifiedPartner =>
    recipient === partner?.entity ? atHand(partner) : context.partnerOf(recipient);
  await tryOnce({ ...context, partnerOf }, id);
  const { row, next, replaces } = await context.store.transaction(async (tx) => {
    const found = await tx.outbox.find(id);
    if (found === undefined) throw new TypeError("what was queued is gone");
    const { replacedBy, ...place } = await showReplacement(tx, found.digest);
    const standIn = replacedBy === undefined ? undefined : await tx.outbox.findByDigest(replacedBy);
    return { row: found, next: standIn, ...place };
  });
  if (next !== undefined) return deliverOne(context, next.id, partner);
  const { digest, recipient, state, receipts, lastError } = row;
  const verdict = decidedIn(receipts)?.verdict;
  const error = lastError === undefined ? {} : { error: lastError };
  const place = replaces === undefined ? {} : { replaces };
  return {
    id,
    digest,
    recipient,
    state,
    receipts,
    ...(verdict && { verdict }),
    ...error,
    ...place,
  };
}

/**
 * Finds what the recipient decided. Each receipt was verified when it came, or signed here: a key that is compromised
 * since hides nothing that is held.
 */
export const decidedIn = (receipts: readonly string[]) =>
  receipts.map(claimsOf).find((claims) => claims.kind === "decided");

/** Wraps an agency that is open in this process as a partner. */
const atHand = (agency: Agency): VerifiedPartner => ({
  sealingKey: async (facts) => sealingKey(agency.publishedEpochs(), agency.entity, facts),
  async deliver(sealed) {
    try {
      const { receipts } = await agency.take(sealed);
      return { status: 200, text: JSON.stringify({ receipts }) };
    } catch (error) {
      if (!(error instanceof RefusedPackage)) throw error;
      return { status: 400, text: JSON.stringify({ receipt: error.receipt }) };
    }
  },
});
