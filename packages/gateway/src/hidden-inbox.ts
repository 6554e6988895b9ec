import { type InboxRow, showClock, showCopies, type Tx } from "@safepassage/agency";
import type { GatewayContext } from "./gateway-context.ts";

/**
 * What the agency's own systems learn of a message in quarantine: that it is there, from whom, under what, and
 * until when it is to be mended. Its content is for the two roles.
 *
 * Each member is listed here, so that nothing shows by being added elsewhere.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export async function hiddenInbox(
  context: Pick<GatewayContext, "clock">,
  tx: Tx,
  row: InboxRow,
): Promise<object> {
  const { clock } = row;
  return {
    id: row.id,
    sender: row.sender,
    state: row.state,
    messageType: row.messageType,
    purpose: row.purpose,
    digest: row.digest,
    jwt: row.jwt,
    receipts: row.receipts,
    receivedAt: row.receivedAt,
    eraseBy: row.eraseBy,
    mendBy: row.mendBy,
    mendedBy: row.mendedBy,
    erasedAt: row.erasedAt,
    ...(clock && { answerClock: showClock(clock, context.clock.now()) }),
    ...(await showCopies(tx, row)),
  };
}
