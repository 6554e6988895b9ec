import type { AgencyContext } from "../../setting/context.ts";

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

/**
 * Makes due at once what could not be sent, or whose receipts could not be verified, by the registry or the agreements before: others
 * have come, or those at hand may be used again.
 */
export const wakeHeld = ({ store, clock }: Pick<AgencyContext, "store" | "clock">): Promise<void> =>
  store.transaction(({ outbox }) =>
    outbox.wake({ lastErrors: OF_REGISTRY }, clock.now().getTime()),
  );

const OF_REGISTRY = [
  ...["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE", "GATEWAY_RECIPIENT_UNKNOWN"],
  ...[
    "GATEWAY_RECIPIENT_CHANGED",
    "GATEWAY_AGREEMENT_UNKNOWN",
    "GATEWAY_AGREEMENT_OUTDATED",
    "TRUST_AGENCY_UNKNOWN",
    "TRUST_KEY_UNKNOWN",
    "MESSAGE_REGISTRY_DIFFERS",
  ],
];
/**
 * Nobody answered, or something on the way, such as the proxy of a gateway that is off; or who answered refused the request, and
 * has not looked at the message.
 */
const NOT_REACHED = [
  ...["GATEWAY_PEER_UNREACHABLE", "GATEWAY_PEER_ANSWER_FOREIGN", "GATEWAY_RECEIPTS_MISSING"],
  ...["GATEWAY_SIGNATURE_REFUSED", "GATEWAY_CLIENT_CERTIFICATE_REFUSED"],
  // Of an earlier version, for the page of a proxy.
  ...["JSON_MALFORMED", "JWS_MALFORMED"],
  ...["GATEWAY_PEER_CERTIFICATE_OVER", "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  ...["GATEWAY_PEER_CERTIFICATE_OTHER_NAME", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
];
