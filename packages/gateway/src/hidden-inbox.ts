import { type InboxRow, showCopies, type Tx } from "@safepassage/agency";
import type { GatewayContext } from "./gateway-context.ts";
import { answerClockOf } from "./show-inbox.ts";

/**
 * Shows the agency's own systems a message in quarantine without its content, which is for the two roles only.
 *
 * Each member is listed here, so that a member added elsewhere is not shown by accident.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export async function hiddenInbox(
  context: Pick<GatewayContext, "clock">,
  tx: Tx,
  row: InboxRow,
): Promise<object> {
  const { id, sender, state, messageType, purpose, digest, jwt, receipts } = row;
  const { receivedAt, eraseBy, mendBy, mendedBy, erasedAt } = row;
  return {
    ...{ id, sender, state, messageType, purpose, digest, jwt, receipts },
    ...{ receivedAt, eraseBy, mendBy, mendedBy, erasedAt },
    ...answerClockOf(row.clock, context.clock.now()),
    ...(await showCopies(tx, row)),
  };
}
