import { restsOnConsentAlone } from "@safepassage/history";
import { MessageError } from "@safepassage/message";
import { type DecodedMessage, isErasure } from "@safepassage/schema";
import { claimsIn } from "../../effects/shared/claims-in.ts";
import { isWarning } from "../../effects/warning/quarantine.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { type AgreementBook, findNewer } from "../../setting/standing.ts";
import { isAsSigned } from "../queue/as-signed.ts";

/**
 * Asks before each attempt whether what was signed may still be sent: while a message waited, its recipient may have left
 * the federation or become another agency by law, its agreement may have ended, and the consent on which alone it rests may have lapsed.
 *
 * What only erases, or certifies it, goes to every agency that is registered. A warning of a threat to life goes to every one that is
 * what it was: a life outweighs agreement and consent. Another agency would not take it, and read where somebody is.
 *
 * The codes are not those by which a recipient refuses a message that was sent.
 *
 * @throws AgencyError `GATEWAY_RECIPIENT_UNKNOWN`, `GATEWAY_RECIPIENT_CHANGED`, `GATEWAY_AGREEMENT_UNKNOWN`; MessageError `CONSENT_LAPSED`.
 */
export function requireStillMay(
  { registry: current, agreements }: Pick<AgencyContext, "registry" | "agreements">,
  message: DecodedMessage,
  now: Date,
): void {
  const { clear, private: hidden } = message;
  const registry = current();
  const recipient = registry.findAgencyAt(clear["env.recipient.agencyId"], now);
  if (recipient === undefined) {
    throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the recipient is not registered now");
  }
  if (isErasure(message)) return;
  if (!isAsSigned(registry, clear, recipient)) {
    throw new AgencyError("GATEWAY_RECIPIENT_CHANGED", "the recipient is another agency by law");
  }
  if (isWarning(message)) return;
  requireAgreement(agreements(), clear, now.toISOString().slice(0, 10));
  if (!restsOnConsentAlone(message)) return;
  // They were verified when the message was signed: time alone ends them. A message of unsound shape may have none.
  if ((hidden["private.consentAssertions"] ?? []).some((one) => endOf(one) <= +now)) {
    throw new MessageError("CONSENT_LAPSED", "a consent has ended since the message was signed");
  }
}

/**
 * Requires that the agreement of a message is in force, and that no newer version of it leaves a party out. Where both are parties of
 * the newer one, what was signed before it goes on under the older.
 */
function requireAgreement(book: AgreementBook, clear: DecodedMessage["clear"], day: string): void {
  const { sha256: named } = clear["env.agreementRef"];
  const agreement = book.inForce(day).find(({ sha256 }) => sha256 === named);
  if (agreement === undefined) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement has ended");
  }
  const between = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const newer = findNewer(book, agreement, { between, day });
  if (newer !== undefined && !between.every((party) => newer.parties.includes(party))) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "a newer version leaves a party out");
  }
}

/** When a consent assertion ends, in milliseconds. */
const endOf = (assertion: string): number => Number(claimsIn(assertion)["exp"]) * 1000;
