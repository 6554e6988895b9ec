import { canonicalJson } from "@safepassage/core";
import type { Agency, DecodedMessage } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";

/** Whether a recipient is by law what it was when the message was signed: the rules that let the message go were asked about that one. */
export function isAsSigned(
  registry: AgencyRegistry,
  clear: DecodedMessage["clear"],
  recipient: Agency,
): boolean {
  const was = registry.findAgencyAt(recipient.entity, new Date(clear["env.createdAt"]));
  return (
    canonicalJson(was ?? recipient) === canonicalJson(recipient) &&
    clear["env.recipient.agencyType"] === recipient.type &&
    clear["env.recipient.country"] === recipient.country &&
    clear["env.recipient.regime"] === recipient.regime
  );
}
