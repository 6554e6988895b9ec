import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { joinReceipts, noteContradiction } from "./join-receipts.ts";
import { requireReceiptTime } from "./receipt-time.ts";

/**
 * Takes a receipt that the recipient gives later, when a person has decided.
 *
 * @throws {@link GatewayError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_RECEIPT_TIME_WRONG`, `GATEWAY_RECEIPTS_CONTRADICT`;
 *   MessageError `RECEIPT_*`; TrustError.
 */
export function acceptReceipt(context: GatewayContext, receipt: string): void {
  const { store, self, reach } = context;
  const claims = verifyReceipt(receipt, context.registry());
  const row = claims.kind === "refused" ? undefined : store.findOutboxByDigest(claims.msg);
  if (row === undefined) throw new GatewayError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  requireReceiptFor(claims, row, { sender: self, recipient: row.recipient });
  requireReceiptTime(claims, { createdAt: row.createdAt, end: context.clock.now() });
  if (claims.kind !== "decided") return;
  const receipts = joinReceipts(context, row, [receipt]);
  if (row.state === "decided") return;
  reach("receipts.before-commit");
  store.transaction(() =>
    store.changeOutbox(row.id, { state: "decided", receipts, sealed: null, lastError: null }),
  );
  reach("receipts.after-commit");
  // It has the message, whatever it said: so much is worth more than a refusal.
  if (row.state === "refused") noteContradiction(context, row);
}
