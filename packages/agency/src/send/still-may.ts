import { restsOnConsentAlone } from "@safepassage/history";
import { MessageError } from "@safepassage/message";
import { type DecodedMessage, isErasure } from "@safepassage/schema";
import { claimsIn } from "../effects/claims-in.ts";
import { isWarning } from "../effects/quarantine.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";

/**
 * Asks before each attempt whether what was signed may still be sent: while a message waited, its recipient may have left
 * the federation, its agreement may have ended, and the consent on which alone it rests may have lapsed.
 *
 * What only erases, or certifies it, goes to every agency that is registered, and so does a warning of a threat to life: a life
 * outweighs both.
 *
 * The codes are not those by which a recipient refuses a message that was sent.
 *
 * @throws AgencyError `GATEWAY_RECIPIENT_UNKNOWN`, `GATEWAY_AGREEMENT_UNKNOWN`; MessageError `CONSENT_LAPSED`.
 */
export function requireStillMay(
  { registry: current, agreements }: Pick<AgencyContext, "registry" | "agreements">,
  message: DecodedMessage,
  now: Date,
): void {
  const { clear, private: hidden } = message;
  if (current().findAgencyAt(clear["env.recipient.agencyId"], now) === undefined) {
    throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the recipient is not registered now");
  }
  if (isErasure(message) || isWarning(message)) return;
  const inForce = agreements().inForce(now.toISOString().slice(0, 10));
  if (!inForce.some(({ sha256 }) => sha256 === clear["env.agreementRef"].sha256)) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement has ended");
  }
  if (!restsOnConsentAlone(message)) return;
  // They were verified when the message was signed: time alone ends them. A message of unsound shape may have none.
  if ((hidden["private.consentAssertions"] ?? []).some((one) => endOf(one) <= +now)) {
    throw new MessageError("CONSENT_LAPSED", "a consent has ended since the message was signed");
  }
}

/** When a consent assertion ends, in milliseconds. */
const endOf = (assertion: string): number => Number(claimsIn(assertion)["exp"]) * 1000;
