import { findNewer } from "@safepassage/agency";
import type { Agency, Agreement } from "@safepassage/schema";
import type { ApiContext } from "./handler.ts";

/** The agreements in force that name the agency. */
export function inForce({ self, clock, agreements }: ApiContext): readonly Agreement[] {
  const day = clock.now().toISOString().slice(0, 10);
  return agreements()
    .inForce(day)
    .filter(({ parties }) => parties.includes(self));
}

/** Those under which something can be sent to another agency: they name it, and no newer version leaves it out. */
export const inForceWith = (context: ApiContext, entity: string): readonly Agreement[] =>
  createInForceWith(context)(entity);

/** {@link inForceWith} for many agencies: the agreements are looked through once. */
export function createInForceWith(context: ApiContext): (entity: string) => readonly Agreement[] {
  const { self, clock } = context;
  const book = context.agreements();
  const day = clock.now().toISOString().slice(0, 10);
  const byParty = new Map<string, Agreement[]>();
  for (const one of inForce(context)) {
    for (const party of new Set(one.parties)) {
      const own = byParty.get(party) ?? [];
      own.push(one);
      byParty.set(party, own);
    }
  }
  return (entity) =>
    (byParty.get(entity) ?? []).filter(
      (one) => findNewer(book, one, { between: [self, entity], day }) === undefined,
    );
}

/** Another agency as the registry has it now; `undefined` for one that is not registered now, and for its own. */
export function partnerOf(
  { self, clock, registry }: ApiContext,
  entity: string,
): Agency | undefined {
  return entity === self ? undefined : registry().findAgencyAt(entity, clock.now());
}
