import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8, sha256 } from "@safepassage/core";
import type { Body, Leaf, NecessityReason } from "@safepassage/schema";
import {
  HTCDS_FIELDS,
  type HtcdsImport,
  type ImportOptions,
  importHtcds,
  parseImportStatement,
  type RandomOctets,
} from "../src/index.ts";

/** What an agency states in these tests. */
export const STATEMENT = {
  evaluation: {
    nature: "fact",
    sourceEval: "B",
    infoEval: "2",
    verified: "notVerified",
    complete: "partial",
  },
  names: { certainty: "certain", latinScheme: "ICAO9303-3-6" },
  birthdate: { basis: "documented" },
  identityNumberIssuer: "citizenship",
} as const;

/** Random-looking octets that are the same in every run. */
export function countedRandom(name = "octets"): RandomOctets {
  let count = 0;
  return (length) => {
    const octets = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      octets.set(sha256(encodeUtf8(`${name} ${count++}`)).subarray(0, length - at), at);
    }
    return octets;
  };
}

export const options = (changes: Partial<ImportOptions> = {}): ImportOptions => ({
  ...STATEMENT,
  asOf: "2026-11-24",
  test: true,
  random: countedRandom(),
  ...changes,
});

/** CSV of rows whose cells are quoted. */
export function toCsv(header: readonly string[], ...rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  return [header, ...rows].map((cells) => `${line(cells)}\r\n`).join("");
}

/** CSV of one possible victim with these cells beside the status. */
export function oneRow(cells: Readonly<Record<string, string>>): string {
  const all = { vic_TraffickingStatus: "PossibleVictimOfTrafficking", ...cells };
  return toCsv(Object.keys(all), Object.values(all));
}

/** The column of the status. */
export const STATUS = "vic_TraffickingStatus";
/** A status under which a row is imported. */
export const POSSIBLE = "PossibleVictimOfTrafficking";
/** Stands for what a cell holds: no message may show it. */
export const SECRET = "Sekretova";

/** What is read of one row, and what is left behind. */
export async function leavesOf(
  cells: Record<string, string>,
  changes: Partial<ImportOptions> = {},
) {
  const { cases, report } = await importHtcds(oneRow(cells), options(changes));
  const groups = Object.values(cases[0]?.groups ?? {});
  const leaves = groups.flatMap((group) => group.leaves);
  const values = (field: string) => leaves.filter(({ f }) => f === field).map(({ v }: Leaf) => v);
  return { groups, values, report, left: cases[0]?.leftBehind ?? [] };
}

/** Where the problems of an import are, and which. */
export const found = ({ report }: HtcdsImport) =>
  report.problems.map(({ line, column, code }) => [line, column, code]);

/** The rows that were imported. */
export const kept = ({ cases }: HtcdsImport) => cases.map(({ row }) => String(row));

/** A row with a usable value in every mapped column of the standard. */
export const FULL_ROW: Readonly<Record<string, string>> = {
  prs_FirstName: "Оксана (Oksana)",
  prs_MiddleName: "Sample",
  prs_SecondName: "Invented",
  prs_Birthdate: "2000-03-17",
  prs_Gender: "Feminine",
  prs_PrimaryLanguage: "rus",
  prs_SecondaryLanguage: "eng",
  prs_Citizenship: "XA",
  prs_IdentityNumber: "XA00010001",
  prs_Email: "invented@mail.test",
  prs_MobilePhone: "+99955501001",
  prs_MailingCountry: "XB",
  vic_TraffickingStatus: "ActualVictimOfTrafficking",
  vic_TraffickingStatusDecisionMakingOrg: "NGO",
  vic_RelationshipToTrafficker: "Acquainted",
  vic_RecruitmentWebsitesAndApps: "Telegram",
  vic_MethodOfRecruitment: "AtWork",
  vic_MethodsOfControl: "DebtBondage",
  vic_TypeOfExploitation: "ForcedLabour",
  vic_ForcedLabourIndustry: "I_AccommodationAndFoodServiceActivities",
  vic_TypeOfSexExploitation: "Prostitution",
  hte_Latitude: "12.34",
  hte_Longitude: "-45.67",
  hte_City: "Sampleford",
  hte_Street: "Invented Quay 2",
  hte_PostalCode: "B1 0AB",
  hte_Country: "XB",
  hte_State: "XB-03",
  hte_Date: "2026-05-02",
  hte_Type: "Exploitation",
  spl_Type: "Legal",
};

export const ALL_COLUMNS: readonly string[] = HTCDS_FIELDS.map(({ column }) => column);

/** A file of the sample. */
export const sampleFile = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, "../../vectors/data/htcds", name));

export const sampleJson = (name: string): unknown =>
  JSON.parse(new TextDecoder().decode(sampleFile(name)));

/** Imports a file of the sample with the statement of its agency. */
export async function importSample(name: string) {
  const [agency] = name.split(".");
  const statement = parseImportStatement(sampleJson(`${agency}.import.json`));
  const options = { ...statement, asOf: "2026-11-24", test: true, random: countedRandom() };
  return { statement, ...(await importHtcds(sampleFile(name), options)) };
}

/** A file of the demo. */
export const demoFile = (name: string): unknown => {
  const file = join(import.meta.dirname, "../../../apps/exchange/data", name);
  return JSON.parse(readFileSync(file, "utf8"));
};

/** A request of the demo. */
export const demoRequest = (name: string): unknown => demoFile(`${name}.request.json`);

/** What the tests read of a scenario. */
export interface Scenario {
  readonly id: string;
  readonly messages: readonly ScenarioMessage[];
}

export interface ScenarioMessage {
  readonly n: number;
  readonly from: string;
  readonly type: string;
  readonly fields: readonly string[];
  readonly expected: string;
  readonly message: {
    readonly clear: Readonly<Record<string, unknown>> & {
      readonly "env.agreementRef": { readonly id: string };
    };
    readonly private: { readonly "private.necessity": readonly NecessityReason[] };
    readonly body: Body;
  };
  readonly context: { readonly consents: readonly { readonly scope: readonly string[] }[] };
}

/** The scenarios that the demo plays. */
export function readScenarios(): readonly Scenario[] {
  const file = join(import.meta.dirname, "../../vectors/data/scenarios/s01-s04.json");
  const { scenarios } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly scenarios: readonly Scenario[];
  };
  return scenarios;
}
