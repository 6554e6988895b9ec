import { FOLDER, findIdentityFault, type Identity } from "@safepassage/agency/node";
import type { AgencyRegistry } from "@safepassage/trust";
import { type Finding, finding, raise } from "./finding.ts";

/** Finds whether other agencies can verify what this one signs, today and for the next 30 days. */
export function judgeIdentity(registry: AgencyRegistry, identity: Identity): readonly Finding[] {
  const fault = findIdentityFault(registry, identity);
  if (fault !== undefined) {
    const begins = fault.code === "TRUST_KEY_NOT_IN_FORCE" && isListedLater(registry, identity);
    return raise([fault], begins ? "waiting" : "mistake");
  }
  const later = { ...identity, at: new Date(identity.at.getTime() + SOON_MS) };
  return findIdentityFault(registry, later) === undefined
    ? []
    : [finding("KEY_ENDS", FOLDER.signingKey)];
}

/** Finds whether the registry has an address of an agency that it lists. */
export function judgeEndpoint(registry: AgencyRegistry, entity: string): readonly Finding[] {
  return registry.has(entity) && registry.endpoint(entity) === undefined
    ? [finding("ENDPOINT_MISSING", FOLDER.config, { place: "/entity" })]
    : [];
}

/** Whether a key that is not in force yet will be. */
function isListedLater(registry: AgencyRegistry, { at, ...identity }: Identity): boolean {
  return LATER_DAYS.some((days) => {
    const then = new Date(at.getTime() + days * DAY_MS);
    return findIdentityFault(registry, { ...identity, at: then }) === undefined;
  });
}

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;
const LATER_DAYS = [1, 3, 7, 14, 30, 60, 90];
