import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

/** The agencies that this demo starts, in the order in which they are shown. */
export const AGENCIES = ["NGO-B", "NGO-C", "Police-D", "NRM-D", "Police-B", "Police-C"] as const;
/** Agencies that messages name and the registry lists, and that this demo does not start. */
export const NAMED_ONLY = ["ChildProtection-B", "ChildProtection-D"] as const;
export type AgencyName = (typeof AGENCIES)[number];

/** Entity id of an agency, as the scenario file gives it. */
export function entityOf(name: AgencyName): string {
  return scenarios.parties[name].entity;
}

/** Short name of an entity for people to read. */
export function nameOf(entity: string): string {
  return AGENCIES.find((name) => entityOf(name) === entity) ?? entity;
}
