import type { Authorisation, Provenance } from "@safepassage/schema";
import type { ConsentUse } from "./consents.ts";

/** How and when a message uses data that came from others. */
export interface PriorUse extends ConsentUse {
  /** Authorisations whose tokens were verified. */
  readonly authorisations: readonly Authorisation[];
}

/** Whether a verified authorisation of one of these kinds covers this source and this use. */
export function isAgreedTo(
  { commitment }: Pick<Provenance, "commitment">,
  kinds: readonly string[],
  { authorisations, purpose, recipient, at }: PriorUse,
): boolean {
  return authorisations.some(
    (one) =>
      kinds.includes(one.kind) &&
      one.binds.includes(commitment) &&
      one.purposes.includes(purpose) &&
      one.recipient === recipient &&
      one.issuedAt <= at &&
      at.slice(0, 10) <= one.validUntil,
  );
}
