import { type Agreement, ERASURE_TYPES, PROFILE_DIGEST } from "@safepassage/schema";
import { AgencyError } from "../../setting/agency-error.ts";
import { type AgreementBook, findNewer } from "../../setting/standing.ts";
import { admitsOurs } from "../../stages/profile.ts";
import type { DraftRequest } from "./draft-request.ts";

/** The agreement that a request goes under, and why nothing but an erasure may, if so. */
export interface ChosenAgreement {
  readonly agreement: Agreement;
  readonly ended?: AgencyError;
}

/**
 * Chooses the version of an agreement that a request goes under: the newest in force that admits messages of this program. For
 * what may be an erasure the newest of all will do, since what the parties owe each other outlives their agreement. Whether it
 * is one shows when it is composed.
 *
 * @param parties - Sender and recipient.
 * @throws AgencyError `GATEWAY_AGREEMENT_UNKNOWN`, `GATEWAY_AGREEMENT_OUTDATED`.
 * @see `docs/spec/gateway-erasure.md#after-an-agreement`
 */
export function agreementOf(
  book: Pick<AgreementBook, "inForce" | "begun">,
  { agreement: id, messageType }: Pick<DraftRequest, "agreement" | "messageType">,
  parties: readonly string[],
  day: string,
): ChosenAgreement {
  const isIt = (one: Agreement): boolean =>
    one.id === id && parties.every((party) => one.parties.includes(party));
  const between = { between: parties, day };
  // Where a newer one leaves a party out, none is in force with it.
  const versions = book
    .inForce(day)
    .filter((one) => isIt(one) && findNewer(book, one, between) === undefined);
  const agreement = versions.find(admitsOurs);
  if (agreement !== undefined) return { agreement };
  const ended = versions.length === 0 ? notInForce() : outdated(id);
  const last = versions[0] ?? book.begun(day).find(isIt);
  if (last === undefined || !ERASURE_TYPES.has(messageType)) throw ended;
  return { agreement: last, ended };
}

const notInForce = (): AgencyError =>
  new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "no such agreement in force");

const outdated = (agreement: string): AgencyError =>
  new AgencyError("GATEWAY_AGREEMENT_OUTDATED", "it admits no message of this program", {
    details: { agreement, profile: PROFILE_DIGEST },
  });
