import type { AgencyContext } from "../setting/context.ts";

/**
 * Makes due at once what could not be brought to a recipient, which answers again. What the recipient has answered with something
 * that may pass, such as a full quarantine, waits its time.
 */
export const wakeRecipient = (
  { store, clock }: Pick<AgencyContext, "store" | "clock">,
  recipient: string,
): Promise<void> =>
  store.transaction(({ outbox }) =>
    outbox.wake({ recipient, lastErrors: NOT_REACHED }, clock.now().getTime()),
  );

/** Nobody answered, or something on the way, such as the proxy of a gateway that is off. */
const NOT_REACHED = [
  ...["GATEWAY_PEER_UNREACHABLE", "GATEWAY_PEER_ANSWER_FOREIGN", "GATEWAY_RECEIPTS_MISSING"],
  // Of an earlier version, for the page of a proxy.
  ...["JSON_MALFORMED", "JWS_MALFORMED"],
  ...["GATEWAY_PEER_CERTIFICATE_OVER", "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  ...["GATEWAY_PEER_CERTIFICATE_OTHER_NAME", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
];
