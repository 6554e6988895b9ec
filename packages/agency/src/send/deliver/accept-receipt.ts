import { toInstant } from "@safepassage/core";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import { carryOut, type Effect } from "../../effects/shared/effect.ts";
import {
  contradiction,
  joinReceipts,
  noteContradiction,
  verdictOf,
} from "../../effects/shared/join-receipts.ts";
import { arrivalEffects } from "../../effects/warning/arrival.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { erasureUntold } from "../queue/untold.ts";
import { arrivalIn, arrivalOf, requireReceiptTime } from "./receipt-time.ts";
import { rejectedWarning } from "./rejected-warning.ts";

/**
 * Accepts a receipt that the recipient sends by itself: its verdict, after a person has decided, or that the message has arrived, where its
 * answer was lost.
 *
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN`, also for a message to another agency than that of the receipt, `GATEWAY_RECEIPT_TIME_WRONG`, `GATEWAY_RECEIPTS_CONTRADICT`;
 *   MessageError `RECEIPT_*`; TrustError.
 */
export function acceptReceipt(context: AgencyContext, receipt: string): Promise<void> {
  return context.observe({ name: "receipt" }, () => accept(context, receipt));
}

async function accept(context: AgencyContext, receipt: string): Promise<void> {
  const { self, registry, clock } = context;
  const claims = verifyReceipt(receipt, registry());
  // Read and changed in one transaction: else two receipts at once would not see each other.
  const error = await carryOut<AgencyError | undefined>(context, async (tx) => {
    const row = claims.kind === "refused" ? undefined : await tx.outbox.findByDigest(claims.msg);
    // A message to somebody else counts as none: a third agency must not learn that it exists.
    if (row?.recipient !== claims.iss) {
      throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
    }
    const now = clock.now();
    const at = toInstant(now);
    requireReceiptFor(claims, row, { sender: self, recipient: row.recipient });
    const window = { createdAt: row.createdAt, end: now };
    requireReceiptTime(claims, window);
    const receipts = row.state === "replaced" ? undefined : joinReceipts(row, [receipt]);
    // Its recipient has signed that it did not take it, and another one goes in its place: it never counts as accepted.
    if (receipts === undefined) {
      return { effects: noteContradiction(row, at), value: contradiction() };
    }
    const verdict = verdictOf(receipts);
    const state = verdict === undefined ? "delivered" : "decided";
    if (row.state === "decided" || row.state === state) return NOTHING;
    const change = { state, receipts, sealed: null, lastError: null } as const;
    // This receipt proves that it has the message, which counts more than its refusal.
    const contradicted = row.state === "refused" ? noteContradiction(row, at) : [];
    const rejected = verdict === "reject" ? erasureUntold(row, { code: "reject", at }) : [];
    const said = arrivalIn([claims]);
    const arrived = said && arrivalOf(said, window);
    const follows = await arrivalEffects(context, tx, row, { arrived, verdict });
    const effects: readonly Effect[] = [
      { does: "change", id: row.id, change },
      ...follows,
      ...contradicted,
      ...rejected,
      ...rejectedWarning(row, verdict, at),
    ];
    return { effects, value: undefined, step: "receipts.commit" };
  });
  if (error !== undefined) throw error;
}

const NOTHING = { effects: [], value: undefined } as const;
