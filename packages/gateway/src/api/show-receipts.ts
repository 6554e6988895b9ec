import { type AgencyContext, type OutboxRow, shownClaims } from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";

/** The receipts of a message sent, verified now. */
export const verifiedReceipts = (
  context: Pick<AgencyContext, "registryHeld">,
  { receipts }: Pick<OutboxRow, "receipts">,
) => receipts.map((jwt) => ({ jwt, ...verify(context, jwt) }));

/** Verifies a receipt again. Returns a code if it proves nothing any more, as after a key was compromised. */
function verify({ registryHeld }: Pick<AgencyContext, "registryHeld">, receipt: string) {
  try {
    return { claims: { ...shownClaims(verifyReceipt(receipt, registryHeld())) } };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}
