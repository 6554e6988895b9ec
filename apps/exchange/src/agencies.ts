import { PARTIES, type Party } from "./scenarios.ts";

/** The agencies that this demo starts, in the order in which they are shown. */
export const AGENCIES = [
  "NGO-B",
  "NGO-C",
  "Police-D",
  "NRM-D",
  "Police-B",
  "Police-C",
  "Prosecutor-B",
  "Provider-C",
] as const;
export type AgencyName = (typeof AGENCIES)[number];

/** Authorities that sign what others send along. They send no message here, and run no gateway. */
export const AUTHORITIES = ["Judge-B"] as const;

/** Everybody who signs something. */
export const SIGNERS = [...AGENCIES, ...AUTHORITIES] as const;
export type SignerName = (typeof SIGNERS)[number];

/** Agencies that messages name and the registry lists, and that this demo does not start. */
export const NAMED_ONLY = ["ChildProtection-B", "ChildProtection-D"] as const;

/** What the scenario files say of a member. */
export function partyOf(name: SignerName | (typeof NAMED_ONLY)[number]): Party {
  const party = PARTIES[name];
  if (party === undefined) throw new TypeError(`no scenario file has ${name}`);
  return party;
}

/** Entity id of a member, as the scenario files give it. */
export function entityOf(name: SignerName): string {
  return partyOf(name).entity;
}

/** Audience of access tokens for the gateway of an agency. */
export const audienceOf = (name: AgencyName): string => `${entityOf(name)}/gateway`;

/** Short name of an entity for people to read. */
export function nameOf(entity: string): string {
  return SIGNERS.find((name) => entityOf(name) === entity) ?? entity;
}
