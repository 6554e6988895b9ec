import { toInstant } from "@safepassage/core";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import type { ReceiptClaims } from "@safepassage/schema";
import { carryOut, type Outcome } from "../effects/effect.ts";
import { contradiction, joinReceipts, noteContradiction } from "../effects/join-receipts.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { OutboxRow } from "../store/rows.ts";
import { requireReceiptTime } from "./receipt-time.ts";

/**
 * Accepts a receipt that the recipient sends later, after a person has decided.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_RECEIPT_TIME_WRONG`, `GATEWAY_RECEIPTS_CONTRADICT`;
 *   MessageError `RECEIPT_*`; TrustError.
 */
export async function acceptReceipt(context: AgencyContext, receipt: string): Promise<void> {
  const claims = verifyReceipt(receipt, context.registry());
  // Read and changed in one transaction: else two receipts at once would not see each other.
  const error = await carryOut(context, async (tx) => {
    const row = claims.kind === "refused" ? undefined : await tx.outbox.findByDigest(claims.msg);
    return joining(context, row, { claims, receipt });
  });
  if (error !== undefined) throw error;
}

function joining(
  { self, clock }: AgencyContext,
  row: OutboxRow | undefined,
  { claims, receipt }: { readonly claims: ReceiptClaims; readonly receipt: string },
): Outcome<AgencyError | undefined> {
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  requireReceiptFor(claims, row, { sender: self, recipient: row.recipient });
  requireReceiptTime(claims, { createdAt: row.createdAt, end: clock.now() });
  if (claims.kind !== "decided") return NOTHING;
  const at = toInstant(clock.now());
  const receipts = joinReceipts(row, [receipt]);
  if (receipts === undefined)
    return { effects: noteContradiction(row, at), value: contradiction() };
  if (row.state === "decided") return NOTHING;
  const change = { state: "decided", receipts, sealed: null, lastError: null } as const;
  return {
    effects: [
      { does: "change", id: row.id, change },
      // This receipt proves that it has the message, which counts more than its refusal.
      ...(row.state === "refused" ? noteContradiction(row, at) : []),
    ],
    value: undefined,
    step: "receipts.commit",
  };
}

const NOTHING = { effects: [], value: undefined } as const;
