import { describe, expect, test } from "vitest";
import { importHtcds } from "../src/import-htcds.ts";
import { found, kept, options, POSSIBLE, SECRET, STATUS, toCsv } from "./sample.ts";

describe("JSON", () => {
  const flat = {
    [STATUS]: POSSIBLE,
    prs_FirstName: "Sample",
    vic_MethodsOfControl: "DebtBondage;TakesEarnings",
    hte_Type: "Exploitation",
    hte_Country: "XB",
    hte_Latitude: "12.5",
    hte_Longitude: "-45.5",
    cco_CaseComment: "Invented note",
    con_Consent: "TRUE",
  };

  test("gives what the same row gives in CSV: flat, by label, by section, in lines", async () => {
    const groups = async (text: string) => (await importHtcds(text, options())).cases[0]?.groups;
    const csv = await groups(toCsv(Object.keys(flat), Object.values(flat)));
    const typed = {
      ...flat,
      vic_MethodsOfControl: ["DebtBondage", "TakesEarnings"],
      hte_Latitude: 12.5,
      hte_Longitude: -45.5,
      con_Consent: true,
      prs_SecondName: null,
    };
    const nested = {
      Person: { "First Name": "Sample" },
      "person - victim context": {
        "Trafficking Status": POSSIBLE,
        vic_MethodsOfControl: ["DebtBondage", "TakesEarnings"],
      },
      "Historic Trafficking Events": [
        { Type: "Exploitation", Country: "XB", Latitude: 12.5, Longitude: -45.5 },
      ],
      "Case Comment": [{ cco_CaseComment: "Invented note" }],
      Consent: { Consent: true },
    };
    for (const one of [typed, nested]) {
      expect(await groups(JSON.stringify([one]))).toEqual(csv);
      expect(await groups(JSON.stringify([one], null, 2))).toEqual(csv);
      expect(await groups(`${JSON.stringify(one)}\n`)).toEqual(csv);
    }
  });

  test("may have several historic events, each with its date and place", async () => {
    const events = [
      { hte_Type: "Recruitment", hte_Date: "2026-01", hte_Country: "XA" },
      { hte_Type: "Transit", hte_Date: "2026-02", hte_Country: "XC" },
      { hte_Type: "Exploitation", hte_Date: "2026-03", hte_Country: "XB", hte_Description: SECRET },
    ];
    const one = { ...{ [STATUS]: POSSIBLE }, "Historic Trafficking Events": events };
    const { cases, report } = await importHtcds(JSON.stringify(one), options());
    const groups = Object.entries(cases[0]?.groups ?? {});
    const dates = groups.flatMap(([, { leaves }]) =>
      leaves.filter(({ f }) => f === "event.period"),
    );
    expect(dates.map(({ v }) => v)).toEqual(["2026-01", "2026-02", "2026-03"]);
    const places = groups.filter(([, { kind }]) => kind === "location");
    const linked = places.map(
      ([, { links }]) => groups.find(([gid]) => gid === links[0])?.[1].kind,
    );
    expect(linked).toEqual(["event", "event", "event"]);
    expect(report.leftBehind).toContainEqual(
      expect.objectContaining({ column: "hte_Description", reason: "freeText", rows: 1 }),
    );
    expect(JSON.stringify([cases, report])).not.toContain(SECRET);
  });

  test("with more support plans or events than a row takes says so", async () => {
    const one = {
      [STATUS]: POSSIBLE,
      "Support Plan": [{ spl_Type: "Legal" }, { spl_Type: "Health", spl_Objectives: SECRET }],
      "Historic Trafficking Events": Array.from({ length: 10 }, () => ({ hte_Type: "Transit" })),
    };
    const imported = await importHtcds(JSON.stringify(one), options());
    expect(kept(imported)).toEqual(["1"]);
    expect(found(imported)).toEqual([
      [1, "spl_Type", "HTCDS_TOO_MANY_VALUES"],
      [1, "hte_Type", "HTCDS_TOO_MANY_VALUES"],
    ]);
  });
});
