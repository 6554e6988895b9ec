import { encodeUtf8, ProtocolError } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";
import type { Judgement } from "@safepassage/validator";
import { attempt, postpone } from "../send/deliver.ts";
import { withTimeout } from "../send/fetch-text.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Partner } from "../setting/partner.ts";
import { receivePackage } from "../take/receive.ts";
import { RefusedPackage } from "../take/refusal.ts";
import type { Agency, Sent, Taken } from "./agency.ts";

/** Delivers one message that waits in the outbox, and says what became of it. */
export async function deliverOne(
  context: AgencyContext,
  id: string,
  partner: Agency | undefined,
): Promise<Sent> {
  const partnerOf = partner === undefined ? context.partnerOf : () => atHand(partner);
  try {
    await withTimeout(context.retry.timeoutMs, (signal) =>
      attempt({ ...context, partnerOf }, id, signal),
    );
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    await postpone(context, id, error.code);
  }
  const row = await context.store.transaction((tx) => tx.outbox.find(id));
  if (row === undefined) throw new TypeError("what was queued is gone");
  const { digest, state, receipts, lastError } = row;
  const verdict = receipts.map((receipt) => verdictOf(context, receipt)).find((one) => one);
  return {
    ...{ id, digest, state, receipts },
    ...(verdict === undefined ? {} : { verdict }),
    ...(lastError === undefined ? {} : { error: lastError }),
  };
}

/** The verdict that a receipt says, if it is one of a decision. */
export function verdictOf(
  context: AgencyContext,
  receipt: string,
): Judgement["verdict"] | undefined {
  const claims = verifyReceipt(receipt, context.registryHeld());
  return claims.kind === "decided" ? claims.verdict : undefined;
}

/** An agency that is open in the same process, as a partner that is reached over a network. */
const atHand = (agency: Agency): Partner => ({
  publishedEpochs: async () => agency.publishedEpochs(),
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

/** Takes in one sealed message, and reads back what is kept of it. */
export async function takeIn(context: AgencyContext, sealed: string): Promise<Taken> {
  const { receipts, judgement } = await receivePackage(context, encodeUtf8(sealed));
  const decided = receipts
    .map((receipt) => verifyReceipt(receipt, context.registryHeld()))
    .find(({ kind }) => kind === "decided");
  if (decided?.kind !== "decided") throw new TypeError("a package was judged without a receipt");
  const { msg: digest, verdict } = decided;
  const row = await context.store.transaction((tx) => tx.inbox.findByDigest(digest));
  const message = row?.content?.message;
  const findings = judgement?.findings ?? row?.content?.judgement.findings ?? [];
  return { digest, verdict, findings, ...(message && { message }), receipts };
}
