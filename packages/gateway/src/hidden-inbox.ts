import { showClock } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import { showCopies } from "./copies.ts";
import type { InboxRow } from "./store.ts";

/**
 * What the agency's own systems learn of a message in quarantine: that it is there, from whom, under what, and
 * until when it is to be mended. Its content is for the two roles.
 *
 * Each member is listed here, so that nothing shows by being added elsewhere.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export function hiddenInbox(context: GatewayContext, row: InboxRow): object {
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
    ...showCopies(context, row),
  };
}
