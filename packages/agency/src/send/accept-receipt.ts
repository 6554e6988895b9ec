import { toInstant } from "@safepassage/core";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import { carryOut } from "../effects/effect.ts";
import { joinReceipts, noteContradiction } from "../effects/join-receipts.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { contradicted } from "./deliver.ts";
import { requireReceiptTime } from "./receipt-time.ts";

/**
 * Takes a receipt that the recipient gives later, when a person has decided.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_RECEIPT_TIME_WRONG`, `GATEWAY_RECEIPTS_CONTRADICT`;
 *   MessageError `RECEIPT_*`; TrustError.
 */
export async function acceptReceipt(context: AgencyContext, receipt: string): Promise<void> {
  const { store, self, reach } = context;
  const claims = verifyReceipt(receipt, context.registry());
  const row =
    claims.kind === "refused"
      ? undefined
      : await store.transaction((tx) => tx.outbox.findByDigest(claims.msg));
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
  requireReceiptFor(claims, row, { sender: self, recipient: row.recipient });
  requireReceiptTime(claims, { createdAt: row.createdAt, end: context.clock.now() });
  if (claims.kind !== "decided") return;
  const receipts = joinReceipts(row, [receipt]);
  if (receipts === undefined) throw await contradicted(context, row);
  if (row.state === "decided") return;
  reach("receipts.before-commit");
  const change = { state: "decided", receipts, sealed: null, lastError: null } as const;
  const at = toInstant(context.clock.now());
  await carryOut(context, async () => ({
    effects: [
      { does: "change", id: row.id, change },
      // It has the message, whatever it said: so much is worth more than a refusal.
      ...(row.state === "refused" ? noteContradiction(row, at) : []),
    ],
    value: undefined,
  }));
  reach("receipts.after-commit");
}
