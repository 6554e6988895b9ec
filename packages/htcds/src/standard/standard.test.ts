import { CODE_LISTS, FIELDS, findCode, findField } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import { FULL_ROW, oneRow, options } from "../../test/sample.ts";
import { importHtcds } from "../import-htcds.ts";
import { CROSSWALK, HTCDS_FIELDS, LEFT_REASONS, matchPicklist } from "./standard.ts";

describe("the standard as data", () => {
  test("has its 93 rows, each once, and one entry of the crosswalk for each", () => {
    expect(HTCDS_FIELDS).toHaveLength(93);
    const columns = HTCDS_FIELDS.map(({ column }) => column);
    expect(new Set(columns).size).toBe(93);
    expect(CROSSWALK.map(({ column }) => column)).toEqual(columns);
  });

  test("has the counts of its status marks and of its long texts", () => {
    const count = (status: string) => HTCDS_FIELDS.filter((row) => row.status === status).length;
    expect([count("DRAFT"), count("DEPRECATED"), count("N/A")]).toEqual([81, 3, 9]);
    expect(HTCDS_FIELDS.filter(({ type }) => type === "Long Text")).toHaveLength(9);
  });

  test("goes to fields of the catalogue or stays behind for a reason, never both", () => {
    for (const { column, to, left, why } of CROSSWALK) {
      expect(to === null, column).toBe(left !== null);
      expect(why, column).not.toBe("");
      if (left !== null) expect(LEFT_REASONS, column).toHaveProperty(left);
      for (const field of to ?? []) expect(findField(field)?.id, column).toBe(field);
    }
  });

  test("never takes a long text, an address of now or a name of staff", () => {
    const never = /^(prs_Mailing(?!Country)|cas_|cco_|org_|.*Worker$)/;
    for (const { column, type } of HTCDS_FIELDS) {
      if (type !== "Long Text" && !never.test(column)) continue;
      expect(CROSSWALK.find((entry) => entry.column === column)?.to, column).toBeNull();
    }
  });

  test("maps every value of every list it takes, to a code of the catalogue or to none", () => {
    const lists = CROSSWALK.filter(({ to, column }) => {
      const values = HTCDS_FIELDS.find((field) => field.column === column)?.values ?? [];
      return to !== null && values.length > 1;
    });
    expect(lists).toHaveLength(12);
    for (const { column, to, values = {} } of lists) {
      const field = HTCDS_FIELDS.find((row) => row.column === column);
      expect(Object.keys(values), column).toEqual(field?.values);
      const list = findField(to?.[0] ?? "")?.codeList ?? "";
      for (const code of Object.values(values)) {
        if (code !== null) expect(findCode(list, code), `${column} ${code}`).toBeDefined();
      }
    }
  });

  test("agrees with the values that the catalogue's own lists name", () => {
    for (const [list, column] of [
      ["exploitation_purpose", "vic_TypeOfExploitation"],
      ["online_platform", "vic_RecruitmentWebsitesAndApps"],
    ] as const) {
      const values = CROSSWALK.find((entry) => entry.column === column)?.values ?? {};
      for (const [value, code] of Object.entries(values)) {
        const named = CODE_LISTS[list]?.codes.find((entry) => entry.code === code)?.["htcds"];
        expect([named].flat(), value).toContain(value);
      }
    }
  });

  test("is imported as the crosswalk says: each mapped column alone changes what comes out", async () => {
    const mapped = CROSSWALK.filter(({ to }) => to !== null).map(({ column }) => column);
    expect(Object.keys(FULL_ROW).sort()).toEqual([...mapped].sort());
    for (const { column, to } of CROSSWALK) {
      if (to === null || column === "vic_TraffickingStatus") continue;
      // A latitude without a longitude, and a street without a city, say nothing.
      const partner = PARTNERS[column] ?? {};
      const { cases } = await importHtcds(
        oneRow({ ...partner, [column]: FULL_ROW[column] ?? "" }),
        options(),
      );
      const fields = Object.values(cases[0]?.groups ?? {}).flatMap(({ leaves }) =>
        leaves.map(({ f }) => f),
      );
      for (const field of to) {
        if (findField(field)?.place === "leaf") expect(fields, column).toContain(field);
      }
    }
  });
});

describe("values of a list", () => {
  test("are found by value, label or right spelling, whatever case and spaces", () => {
    for (const text of ["Unaquainted", "Unacquainted", "un acquainted", "UNAQUAINTED\u00a0"]) {
      expect(matchPicklist("vic_RelationshipToTrafficker", text)?.code).toBe("unacquainted");
    }
    expect(matchPicklist("prs_Gender", "Feminine\u00a0")).toEqual({ code: "2", exact: false });
    expect(matchPicklist("prs_Gender", "Feminine")).toEqual({ code: "2", exact: true });
    expect(matchPicklist("prs_Gender", "F")).toBeUndefined();
  });
});

const EVENT = { hte_Type: "Exploitation" };
const PARTNERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  prs_IdentityNumber: { prs_Citizenship: "XA" },
  hte_Latitude: { ...EVENT, hte_Longitude: "-45.67" },
  hte_Longitude: { ...EVENT, hte_Latitude: "12.34" },
  hte_City: { ...EVENT, hte_Street: "Invented Quay 2" },
  hte_Street: { ...EVENT, hte_City: "Sampleford" },
  hte_PostalCode: { ...EVENT, hte_City: "Sampleford", hte_Street: "Invented Quay 2" },
  hte_Type: { hte_Country: "XB" },
};

test("no column of a case file says that somebody is in danger now", () => {
  const dangers = FIELDS.filter(({ group }) => group === "danger").map(({ id }) => id);
  expect(dangers.length).toBeGreaterThan(5);
  const filled = new Set(CROSSWALK.flatMap(({ to }) => to ?? []));
  // Where she is at this moment, and that she is in danger, somebody must say who knows it now.
  for (const id of [...dangers, "location.subjectCurrent"]) expect(filled.has(id), id).toBe(false);
});
