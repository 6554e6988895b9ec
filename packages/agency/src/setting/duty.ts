import {
  type Agency,
  type Agreement,
  type Duty,
  findDuty,
  type LegalBasis,
} from "@safepassage/schema";
import { AgencyError } from "./agency-error.ts";

/** The duty of this agency. @throws AgencyError `GATEWAY_DUTY_UNKNOWN` if neither the catalogue nor the agreement has one. */
export function requireDuty(
  duty: Duty,
  own: Pick<Agency, "regime" | "country">,
  purpose: string,
  agreement: Pick<Agreement, "nationalProvisions" | "id">,
): LegalBasis {
  const basis = findDuty(duty, own, purpose, agreement);
  if (basis !== undefined) return basis;
  throw new AgencyError("GATEWAY_DUTY_UNKNOWN", `${own.regime}, ${purpose}, ${agreement.id}`);
}
