import type { PeopleConfig } from "@safepassage/agency";
import type { TestPerson } from "@safepassage/testing/provider";

/**
 * The people of each agency, as its sign-in provider knows them, by their staff id: their names and what they do, for
 * people to read, and the groups that give them their roles. All are invented.
 */
export const PEOPLE = {
  mira: { name: "Mira", work: "caseworker", groups: ["case-workers"], acr: "substantial" },
  tomas: {
    ...{ name: "Tomas", work: "caseworker and approver" },
    ...{ groups: ["case-workers", "team-leads"], acr: "substantial" },
  },
  ines: { name: "Ines", work: "auditor", groups: ["oversight"], acr: "substantial" },
  olek: { name: "Olek", work: "operator", groups: ["operations"], acr: "substantial" },
  dara: { name: "Dara", work: "duty officer", groups: ["duty"], acr: "substantial" },
  petra: {
    ...{ name: "Petra", work: "protection officer" },
    ...{ groups: ["protection"], acr: "substantial" },
  },
} as const satisfies Readonly<Record<string, TestPerson>>;

export type PersonName = keyof typeof PEOPLE;

/** The configuration by which a gateway knows these people and their roles. */
export const peopleConfig = ({ issuer, audience, url }: Place): PeopleConfig => ({
  ...{ issuer, audience, url, client: "console" },
  // Without it the provider gives no refresh token, and a session ends with its first access token.
  scope: "openid offline_access",
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

/** Where the people of an agency sign in, and for what. */
interface Place {
  readonly issuer: string;
  readonly audience: string;
  /** At which a browser reaches the gateway. */
  readonly url: string;
}
