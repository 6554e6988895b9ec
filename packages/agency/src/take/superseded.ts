import { MessageError } from "@safepassage/message";
import { isErasure } from "@safepassage/schema";
import { isWarning } from "../effects/quarantine.ts";
import type { AgreementBook } from "../setting/standing.ts";
import { admitsOurs } from "../stages/profile.ts";
import type { Opened } from "../stages/way.ts";

/**
 * Refuses a message under a version of an agreement in whose place its parties have put another, which was in force before the
 * day of the message: else its sender could choose the terms that suit it. A version that admits no message of this program
 * takes no other's place, as while the parties upgrade one after the other.
 *
 * What only erases and what warns of a threat to life is taken under any.
 *
 * @throws MessageError `MESSAGE_AGREEMENT_SUPERSEDED`.
 */
export function requireNewest({ inForce }: AgreementBook, { message, agreement }: Opened): void {
  if (isErasure(message) || isWarning(message)) return;
  const { clear } = message;
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const day = clear["env.createdAt"].slice(0, 10);
  const newer = inForce(day).find(
    (one) =>
      one.id === agreement.id &&
      one.from < day &&
      one.version.localeCompare(agreement.version, "en", { numeric: true }) > 0 &&
      admitsOurs(one) &&
      parties.every((party) => one.parties.includes(party)),
  );
  if (newer === undefined) return;
  throw new MessageError("MESSAGE_AGREEMENT_SUPERSEDED", `version ${newer.version} is in force`);
}
