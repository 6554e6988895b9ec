import type { PeopleConfig } from "@safepassage/agency";
import type { TestPerson } from "@safepassage/testing/provider";

/** The people of each agency, as its sign-in provider knows them, by their staff id. All are invented. */
export const PEOPLE = {
  mira: { groups: ["case-workers"], acr: "substantial" },
  tomas: { groups: ["case-workers", "team-leads"], acr: "substantial" },
  ines: { groups: ["oversight"], acr: "substantial" },
  olek: { groups: ["operations"], acr: "substantial" },
  dara: { groups: ["duty"], acr: "substantial" },
  petra: { groups: ["protection"], acr: "substantial" },
} as const satisfies Readonly<Record<string, TestPerson>>;

export type PersonName = keyof typeof PEOPLE;

/** The configuration by which a gateway knows these people and their roles. */
export const peopleConfig = (issuer: string, audience: string): PeopleConfig => ({
  issuer,
  audience,
  roles: {
    claim: "groups",
    caseworker: ["case-workers"],
    approver: ["team-leads"],
    auditor: ["oversight"],
    operator: ["operations"],
    dutyOfficer: ["duty"],
    protectionOfficer: ["protection"],
  },
  assurance: { claim: "acr", substantial: ["substantial"] },
});
