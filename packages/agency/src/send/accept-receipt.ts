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
 * Takes a receipt that the recipient gives later, when a person has decided.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_RECEIPT_TIME_WRONG`, `GATEWAY_RECEIPTS_CONTRADICT`;
 *   MessageError `RECEIPT_*`; TrustError.
 */
export async function acceptReceipt(context: AgencyContext, receipt: string): Promise<void> {
  const claims = verifyReceipt(receipt, context.registry());
  // What stands is read where it is changed: two receipts at once would not see each other.
  const error = await carryOut(context, async (tx) => {
    const row = claims.kind === "refused" ? undefined : await tx.outbox.findByDigest(claims.msg);
    return joining(context, row, { claims, receipt });
  });
  if (error !== undefined) throw error;
  context.reach("receipts.after-commit");
}

/** What a receipt does to the message that it is about. */
function joining(
  { self, clock, reach }: AgencyContext,
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
  reach("receipts.before-commit");
  const change = { state: "decided", receipts, sealed: null, lastError: null } as const;
  return {
    effects: [
      { does: "change", id: row.id, change },
      // It has the message, whatever it said: so much is worth more than a refusal.
      ...(row.state === "refused" ? noteContradiction(row, at) : []),
    ],
    value: undefined,
  };
}

const NOTHING = { effects: [], value: undefined } as const;
