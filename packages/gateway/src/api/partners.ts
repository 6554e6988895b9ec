import type { Agency, Agreement } from "@safepassage/schema";
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
  return entity === self ? undefined : registry().findAgencyAt(entity, clock.now());
}
