import { type AgencyContext, type OutboxRow, shownClaims } from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";

type Held = Pick<AgencyContext, "registryHeld" | "self">;

/** The receipts of a message sent, verified now. */
export const verifiedReceipts = (
  context: Held,
  row: Pick<OutboxRow, "receipts" | "recipient" | "digest" | "sdHash" | "resolved">,
) => row.receipts.map((jwt) => ({ jwt, ...verify(context, row, jwt) }));

/**
 * Verifies a receipt again, also that it is about this message: somebody may have changed the database. Returns a code if it
 * proves nothing any more, as after a key was compromised.
 */
function verify(
  { registryHeld, self: sender }: Held,
  row: Parameters<typeof verifiedReceipts>[1],
  receipt: string,
) {
  try {
    const claims = verifyReceipt(receipt, registryHeld());
    // A refusal names the package, which is gone.
    if (claims.kind !== "refused") {
      requireReceiptFor(claims, row, { sender, recipient: row.recipient });
    }
    return { claims: { ...shownClaims(claims) } };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}
