import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import {
  FULL_ROW,
  leavesOf,
  oneRow,
  options,
  POSSIBLE,
  SECRET,
  STATUS,
  toCsv,
} from "../test/sample.ts";
import { importHtcds } from "./import-htcds.ts";

describe("what is read", () => {
  test("columns by id or label, with a byte order mark, in any case and spacing", async () => {
    const header = [
      "vic_traffickingstatus",
      " FIRST\u00a0name ",
      "Organisation Name",
      "hte_latitude",
    ];
    const source = `\ufeff${toCsv(header, [POSSIBLE, "Sample", SECRET, ""])}`;
    for (const given of [source, encodeUtf8(source)]) {
      const { cases, report } = await importHtcds(given, options());
      expect(report.problems).toEqual([]);
      expect(report.mapped.map(({ column }) => column)).toEqual([
        STATUS,
        "prs_FirstName",
        "hte_Latitude",
      ]);
      expect(JSON.stringify(cases)).toContain("Sample");
    }
  });

  test("the same from a text, from octets and from single octets", async () => {
    const source = oneRow(FULL_ROW);
    const octets = encodeUtf8(source);
    async function* single(): AsyncGenerator<Uint8Array> {
      for (const octet of octets) yield Uint8Array.of(octet);
    }
    const whole = await importHtcds(source, options());
    expect(await importHtcds(octets, options())).toEqual(whole);
    expect(await importHtcds(single(), options())).toEqual(whole);
  });

  test("the class and band of an age on the day of the import", async () => {
    const cases: readonly (readonly [string, string, string | undefined])[] = [
      ["2008-11-24", "adult", "18-20"],
      ["2008-11-25", "child", "9-17"],
      ["2008-11", "presumedChild", undefined],
      ["2008", "presumedChild", undefined],
      ["2007", "adult", "18-20"],
      ["2010", "child", "9-17"],
      ["1999", "adult", undefined],
      ["2002-01", "adult", "24-26"],
      ["2026-11-24", "child", "0-8"],
      ["2026", "child", "0-8"],
      ["1920-05-01", "adult", "48+"],
    ];
    for (const [birthdate, ageClass, band] of cases) {
      const { groups, values } = await leavesOf({ prs_Birthdate: birthdate });
      expect(groups[0]?.ageClass, birthdate).toBe(ageClass);
      expect(values("subject.ageBand"), birthdate).toEqual(band === undefined ? [] : [band]);
      expect(values("identity.dateOfBirth"), birthdate).toEqual([
        { edtf: birthdate, basis: "documented" },
      ]);
    }
    expect((await leavesOf({})).groups[0]?.ageClass).toBe("unknown");
  });

  test.each(["2000-01-01", "2000-06"])("%s, estimated, is only a year", async (text) => {
    const birthdate = { prs_Birthdate: text };
    const estimated = await leavesOf(birthdate, { birthdate: { basis: "estimated" } });
    expect(estimated.values("identity.dateOfBirth")).toEqual([
      { edtf: "2000", basis: "estimated" },
    ]);
    expect(estimated.report.normalised).toContainEqual({
      column: "prs_Birthdate",
      kind: "estimatedDate",
      rows: 1,
    });
    const documented = await leavesOf(birthdate);
    expect(documented.values("identity.dateOfBirth")).toEqual([
      { edtf: text, basis: "documented" },
    ]);
  });

  test.each(["2007-2010", "2007 or 2010", "20070101"])(
    "%s, estimated, is no birth date",
    async (text) => {
      const estimated = { birthdate: { basis: "estimated" } };
      const { groups, values, left } = await leavesOf({ prs_Birthdate: text }, estimated);
      expect(groups[0]?.ageClass).toBe("unknown");
      expect(values("identity.dateOfBirth")).toEqual([]);
      expect(left).toContainEqual({ column: "prs_Birthdate", reason: "unusable", hadValue: true });
    },
  );

  test.each([
    ["DELHI", "IND", []],
    ["DELHI", "", []],
    ["INDEL", "IND", ["INDEL"]],
    ["IN-DL", "", ["IN-DL"]],
  ])(
    "the state %s, where the country is %j, as a code only if it is one",
    async (state, country, area) => {
      const { values } = await leavesOf({ hte_State: state, hte_Country: country });
      expect(values("location.adminArea")).toEqual(area);
    },
  );

  test.each([
    ["XA", ["XA"]],
    ["XA;XA", ["XA"]],
    ["XA;XB", []],
    ["XA;Inventia", []],
    ["Inventia", []],
  ])("the issuer of an identity number from the citizenship %s", async (citizenship, issuers) => {
    const cells = { prs_IdentityNumber: "XA00010001", prs_Citizenship: citizenship };
    const { values } = await leavesOf(cells);
    const expected = issuers.map((issuer) => ({ issuer, number: "XA00010001" }));
    expect(values("identity.nationalNumber")).toEqual(expected);
  });

  test("the category of the person from the status", async () => {
    expect((await leavesOf({})).groups[0]?.ledCategory).toBe("possibleVictim");
    const actual = await leavesOf({ [STATUS]: "Actual victim of trafficking" });
    expect(actual.groups[0]?.ledCategory).toBe("victim");
  });

  test("names in both forms and either order; Latin alone is native", async () => {
    const forms = { original: "Оксана", script: "Cyrl", latin: "Oksana", scheme: "ICAO9303-3-6" };
    const name = { part: "forename", ...forms, certainty: "certain" };
    for (const cell of [
      "Оксана (Oksana)",
      "Oksana (Оксана)",
      "Оксана / Oksana",
      " Оксана  (Oksana) ",
    ]) {
      expect((await leavesOf({ prs_FirstName: cell })).values("identity.names"), cell).toEqual([
        name,
      ]);
    }
    const native = {
      ...name,
      part: "surname",
      original: "Łęska",
      script: "Latn",
      latin: "Łęska",
      scheme: "native",
    };
    expect((await leavesOf({ prs_SecondName: "Łęska" })).values("identity.names")).toEqual([
      native,
    ]);
    const japanese = await leavesOf({ prs_FirstName: "はなこ (Hanako)" });
    expect(japanese.values("identity.names")).toMatchObject([{ script: "Jpan" }]);
  });

  test("what the agency has not stated stays behind", async () => {
    const cells = { prs_FirstName: "Оксана (Oksana)", prs_IdentityNumber: "XA00010001" };
    const { values, left } = await leavesOf(cells, { names: { certainty: "certain" } });
    expect(values("identity.names")).toEqual([]);
    // The number's issuer is stated to be the citizenship, and there is none.
    expect(left.map(({ column, reason }) => [column, reason])).toEqual([
      ["prs_FirstName", "unstated"],
      ["prs_IdentityNumber", "unstated"],
    ]);
    const two = await leavesOf({ ...cells, prs_Citizenship: "XA;XB" });
    expect(two.values("identity.nationalNumber")).toEqual([]);
    const stated = await leavesOf(cells, { identityNumberIssuer: "XD" });
    expect(stated.values("identity.nationalNumber")).toEqual([
      { issuer: "XD", number: "XA00010001" },
    ]);
  });

  test("a gender identity, a rehabilitation and a place as text have no code", async () => {
    const cells = {
      prs_Gender: "TransgenderFeminine",
      spl_Type: "SexualExploitationRehabilitation",
      hte_State: "Testshire",
    };
    const { groups, report } = await leavesOf(cells);
    expect(groups.flatMap(({ leaves }) => leaves)).toHaveLength(2);
    expect(report.problems).toEqual([]);
    expect(report.leftBehind.map(({ column, reason }) => [column, reason])).toEqual(
      Object.keys(cells).map((column) => [column, "noCode"]),
    );
  });

  test("codes of other editions of ISO 3166 and ISO 639", async () => {
    const { values } = await leavesOf({ prs_Citizenship: "UKR;DE", prs_PrimaryLanguage: "GER" });
    expect(values("subject.nationality")).toEqual(["UA", "DE"]);
    expect(values("subject.languages")).toEqual(["deu"]);
  });

  test("a recruitment or a transit is an event of its own, and the place is its own", async () => {
    const context = {
      vic_TypeOfExploitation: "ForcedLabour",
      hte_Country: "XC",
      hte_Date: "2026-05",
    };
    const one = await leavesOf({ ...context, hte_Type: "Exploitation" });
    expect(one.groups.filter(({ kind }) => kind === "event")).toHaveLength(1);
    const { cases } = await importHtcds(oneRow({ ...context, hte_Type: "Transit" }), options());
    const groups = Object.entries(cases[0]?.groups ?? {});
    const [exploitation, transit] = groups.filter(([, { kind }]) => kind === "event");
    expect(exploitation?.[1].leaves.map(({ f }) => f)).toEqual(["event.exploitation"]);
    expect(transit?.[1].leaves.map(({ f }) => f)).toEqual(["event.type", "event.period"]);
    const place = groups.find(([, { kind }]) => kind === "location");
    expect(place?.[1].links).toEqual([transit?.[0]]);
  });

  test("an address without a postal code that is none, and all of it or nothing", async () => {
    const place = {
      hte_Type: "Exploitation",
      hte_City: "Sampleford",
      hte_Street: "Invented Quay 2",
    };
    const address = { locality: "Sampleford", street: "Invented Quay 2" };
    const cases: readonly (readonly [Record<string, string>, unknown, readonly string[]])[] = [
      [{ hte_PostalCode: "B1 0AB" }, { ...address, postcode: "B1 0AB" }, []],
      [{ hte_PostalCode: "ask her" }, address, ["hte_PostalCode"]],
      [{ hte_Street: "Quay (2nd)" }, undefined, ["hte_City", "hte_Street"]],
      [{ hte_Latitude: "12.3" }, address, ["hte_Latitude"]],
    ];
    for (const [cells, value, columns] of cases) {
      const { values, left } = await leavesOf({ ...place, ...cells });
      expect(values("location.precise")).toEqual(
        value === undefined ? [] : [{ kind: "address", value }],
      );
      expect(left.map(({ column }) => column).sort()).toEqual(columns);
    }
  });

  test("a precise place only with the type that says what it is", async () => {
    const point = { hte_Latitude: "12.3456789", hte_Longitude: "-45", hte_City: "Sampleford" };
    const known = await leavesOf({ ...point, hte_Type: "Exploitation" });
    expect(known.values("location.precise")).toEqual([
      { kind: "point", value: { lat: "12.34567", lon: "-45.0" } },
    ]);
    expect(known.values("location.kind")).toEqual(["offenceScene"]);
    const unknown = await leavesOf(point);
    expect(unknown.values("location.precise")).toEqual([]);
    expect(unknown.left.map(({ column, reason }) => `${column} ${reason}`)).toEqual([
      "hte_Latitude incomplete",
      "hte_Longitude incomplete",
      "hte_City incomplete",
    ]);
  });
});
