import type { Agency, Agreement } from "@safepassage/schema";
import { type AgencyRegistry, TrustError } from "@safepassage/trust";
import type { ApiContext } from "./handler.ts";

/** The agreements in force that name the agency. */
export function inForce({ self, clock, agreements }: ApiContext): readonly Agreement[] {
  const day = clock.now().toISOString().slice(0, 10);
  return agreements()
    .inForce(day)
    .filter(({ parties }) => parties.includes(self));
}

/** Those that name another agency too. */
export const inForceWith = (context: ApiContext, entity: string): readonly Agreement[] =>
  inForce(context).filter(({ parties }) => parties.includes(entity));

/** Another agency as the registry has it now; `undefined` for one that is not registered now, and for its own. */
export function partnerOf(
  { self, clock, registry }: ApiContext,
  entity: string,
): Agency | undefined {
  return entity === self ? undefined : agencyAt(registry(), entity, clock.now());
}

function agencyAt(registry: AgencyRegistry, entity: string, at: Date): Agency | undefined {
  try {
    return registry.agencyAt(entity, at);
  } catch (error) {
    // It has left the federation, or has not joined it yet.
    if (error instanceof TrustError && error.code === "TRUST_AGENCY_UNKNOWN") return undefined;
    throw error;
  }
}
