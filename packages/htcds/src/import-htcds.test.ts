import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8 } from "@safepassage/core";
import { type Leaf, parseBody } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_COLUMNS, FULL_ROW, oneRow, options, toCsv } from "../test/sample.ts";
import { HTCDS_ERRORS, HtcdsError, type HtcdsErrorCode } from "./errors/htcds-error.ts";
import { HTCDS_PROBLEMS, type HtcdsProblemCode } from "./errors/problem.ts";
import { type ImportOptions, importHtcds, streamHtcds } from "./import-htcds.ts";
import { CROSSWALK, HTCDS_FIELDS } from "./standard/standard.ts";

const STATUS = "vic_TraffickingStatus";
const POSSIBLE = "PossibleVictimOfTrafficking";
/** Stands for what a cell holds: no message may show it. */
const SECRET = "Sekretova";

async function leavesOf(cells: Record<string, string>, changes: Partial<ImportOptions> = {}) {
  const { cases, report } = await importHtcds(oneRow(cells), options(changes));
  const groups = Object.values(cases[0]?.groups ?? {});
  const leaves = groups.flatMap((group) => group.leaves);
  const values = (field: string) => leaves.filter(({ f }) => f === field).map(({ v }: Leaf) => v);
  return { groups, values, report, left: cases[0]?.leftBehind ?? [] };
}

describe("files that cannot be imported", () => {
  const rows: readonly (readonly [string, string | Uint8Array, HtcdsErrorCode])[] = [
    ["UTF-16 with its mark", Uint8Array.of(0xff, 0xfe, 0x76, 0x00), "HTCDS_NOT_UTF8"],
    ["UTF-16, the high octet first", Uint8Array.of(0xfe, 0xff, 0x00, 0x76), "HTCDS_NOT_UTF8"],
    [
      "UTF-16 without a mark",
      encodeUtf8([...`${STATUS}\r\n${POSSIBLE}`].map((sign) => `${sign}\0`).join("")),
      "HTCDS_NOT_UTF8",
    ],
    ["nothing", "", "HTCDS_HEADER_MISSING"],
    ["empty lines only", "\r\n\r\n", "HTCDS_HEADER_MISSING"],
    [
      "a row of cases for a header",
      toCsv([SECRET, POSSIBLE, "2000-01-01"]),
      "HTCDS_HEADER_MISSING",
    ],
    ["mostly other columns", toCsv([STATUS, "a", "b"]), "HTCDS_HEADER_MISSING"],
    ["semicolons", `${STATUS};prs_FirstName\r\n${POSSIBLE};${SECRET}\r\n`, "HTCDS_SEPARATOR_WRONG"],
    [
      "tabulators",
      `${STATUS}\tprs_FirstName\r\n${POSSIBLE}\t${SECRET}\r\n`,
      "HTCDS_SEPARATOR_WRONG",
    ],
    ["a column twice", toCsv([STATUS, "prs_FirstName", "First Name"]), "HTCDS_COLUMN_REPEATED"],
    [
      "an unknown column twice",
      toCsv([STATUS, "prs_Gender", "Own", "OWN"]),
      "HTCDS_COLUMN_REPEATED",
    ],
    ["a label of three fields", toCsv([STATUS, "Latitude"]), "HTCDS_COLUMN_AMBIGUOUS"],
    [
      "a quote in the header",
      `${STATUS},prs_"FirstName\r\n${POSSIBLE},x\r\n`,
      "HTCDS_CSV_MALFORMED",
    ],
    [
      "300 columns",
      toCsv(Array.from({ length: 300 }, (_, n) => `c${n}`)),
      "HTCDS_TOO_MANY_COLUMNS",
    ],
    ["a header of 300 KB", SECRET.repeat(40_000), "HTCDS_HEADER_TOO_LARGE"],
  ];
  test.each(rows)("%s", async (_, source, code) => {
    const error = await importHtcds(source, options()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HtcdsError);
    expect((error as HtcdsError).code).toBe(code);
    // The CSV parser quotes cells in its errors: neither message nor cause may keep them.
    expect((error as HtcdsError).message).not.toContain(SECRET);
    expect((error as HtcdsError).cause).toBeUndefined();
  });

  test("has more rows than the limit: those within it are kept", async () => {
    const source = toCsv([STATUS], [POSSIBLE], [POSSIBLE], [POSSIBLE]);
    const { cases, report } = await importHtcds(source, options({ limits: { rows: 2 } }));
    expect(cases).toHaveLength(2);
    expect(report.complete).toBe(false);
    expect(report.problems).toMatchObject([{ line: 4, code: "HTCDS_TOO_MANY_ROWS" }]);
    const all = await importHtcds(source, options({ limits: { rows: 3 } }));
    expect(all.report).toMatchObject({ complete: true, imported: 3 });
  });

  test("lets an error of the source through as it is", async () => {
    const gone = new Error("disk removed");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield encodeUtf8(`${STATUS}\r\n`);
      throw gone;
    }
    await expect(importHtcds(broken(), options())).rejects.toBe(gone);
  });

  test("is imported only with a statement of the agency", async () => {
    const { names: _, ...without } = options();
    const importing = importHtcds(oneRow({}), without as ImportOptions);
    await expect(importing).rejects.toMatchObject({ code: "HTCDS_STATEMENT_INVALID" });
    await expect(importHtcds(oneRow({}), options({ asOf: "2026-11" }))).rejects.toBeInstanceOf(
      TypeError,
    );
  });
});

describe("rows and cells that are wrong", () => {
  const rows: readonly (readonly [string, Record<string, string>, string, HtcdsProblemCode])[] = [
    ["a value outside the list", { prs_Gender: SECRET }, "prs_Gender", "HTCDS_VALUE_UNKNOWN"],
    [
      "a day before the month",
      { prs_Birthdate: "17/03/2000" },
      "prs_Birthdate",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "a day that does not exist",
      { prs_Birthdate: "2001-02-30" },
      "prs_Birthdate",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "a birth after today",
      { prs_Birthdate: "2026-11-25" },
      "prs_Birthdate",
      "HTCDS_VALUE_MALFORMED",
    ],
    ["a birth 200 years ago", { prs_Birthdate: "1826" }, "prs_Birthdate", "HTCDS_VALUE_MALFORMED"],
    ["a date in words", { hte_Date: "last autumn" }, "hte_Date", "HTCDS_VALUE_MALFORMED"],
    ["an unknown country", { prs_Citizenship: "ZZ" }, "prs_Citizenship", "HTCDS_VALUE_MALFORMED"],
    ["a country in words", { hte_Country: SECRET }, "hte_Country", "HTCDS_VALUE_MALFORMED"],
    [
      "a language in words",
      { prs_PrimaryLanguage: "Russian" },
      "prs_PrimaryLanguage",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "a collective language",
      { prs_PrimaryLanguage: "sla" },
      "prs_PrimaryLanguage",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "five nationalities",
      { prs_Citizenship: "XA;XB;XC;XD;XE" },
      "prs_Citizenship",
      "HTCDS_TOO_MANY_VALUES",
    ],
    ["two genders", { prs_Gender: "Feminine;Masculine" }, "prs_Gender", "HTCDS_TOO_MANY_VALUES"],
    [
      "two types of event",
      { hte_Type: "Transit;Exploitation" },
      "hte_Type",
      "HTCDS_TOO_MANY_VALUES",
    ],
    [
      "a telephone of a few digits",
      { prs_MobilePhone: "112" },
      "prs_MobilePhone",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "an address that is none",
      { prs_Email: `${SECRET} at home` },
      "prs_Email",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "a number with signs",
      { prs_IdentityNumber: "12/34", prs_Citizenship: "XA" },
      "prs_IdentityNumber",
      "HTCDS_VALUE_MALFORMED",
    ],
    ["a name without Latin form", { prs_FirstName: "Оксана" }, "prs_FirstName", "HTCDS_NAME_FORMS"],
    [
      "a name in two Latin forms",
      { prs_FirstName: `Oksana (${SECRET})` },
      "prs_FirstName",
      "HTCDS_NAME_FORMS",
    ],
    [
      "a name in mixed script",
      { prs_FirstName: "Оkсaна (Oksana)" },
      "prs_FirstName",
      "HTCDS_NAME_FORMS",
    ],
    [
      "a name in Han characters",
      { prs_FirstName: "山田 (Yamada)" },
      "prs_FirstName",
      "HTCDS_NAME_FORMS",
    ],
    ["a name with digits", { prs_SecondName: "R2D2" }, "prs_SecondName", "HTCDS_NAME_FORMS"],
    [
      "a longitude of 181",
      { hte_Type: "Exploitation", hte_Latitude: "1.0", hte_Longitude: "181.0" },
      "hte_Longitude",
      "HTCDS_VALUE_MALFORMED",
    ],
    [
      "a latitude of 95",
      { hte_Type: "Exploitation", hte_Latitude: "95.0", hte_Longitude: "1.0" },
      "hte_Latitude",
      "HTCDS_VALUE_MALFORMED",
    ],
  ];
  test.each(rows)("%s: the rest of the row is kept", async (_, cells, column, code) => {
    const { cases, report } = await importHtcds(oneRow(cells), options());
    expect(report.problems).toMatchObject([{ line: 2, column, code }]);
    expect(HTCDS_PROBLEMS[code].refuses).toBe("cell");
    expect(report.complete).toBe(true);
    expect(report.imported).toBe(1);
    expect(report.leftBehind).toContainEqual(expect.objectContaining({ column, rows: 1 }));
    expect(cases[0]?.problems).toEqual(report.problems);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  const refused: readonly (readonly [string, readonly string[], HtcdsProblemCode])[] = [
    ["a cell too many", [POSSIBLE, "Masculine", SECRET], "HTCDS_ROW_LENGTH"],
    ["a cell too few", [POSSIBLE], "HTCDS_ROW_LENGTH"],
    ["a cell over the limit", [POSSIBLE, SECRET.repeat(1_000)], "HTCDS_CELL_TOO_LARGE"],
    ["no status", ["", "Masculine"], "HTCDS_CATEGORY_UNDECIDED"],
    ["a status outside the list", [SECRET, "Masculine"], "HTCDS_CATEGORY_UNDECIDED"],
    ["two statuses", [`${POSSIBLE};ActualVictimOfTrafficking`, ""], "HTCDS_CATEGORY_UNDECIDED"],
    ["a person who is no victim", ["NotAVictimOfTrafficking", ""], "HTCDS_CATEGORY_UNDECIDED"],
  ];
  test.each(refused)("%s: the row is refused, the others are kept", async (_, cells, code) => {
    const good = [POSSIBLE, "Feminine"];
    const source = toCsv([STATUS, "prs_Gender"], good, cells, good);
    const { cases, report } = await importHtcds(source, options());
    expect(cases.map(({ row }) => row)).toEqual([1, 3]);
    expect(report).toMatchObject({ rows: 3, imported: 2, refused: 1 });
    expect(report.problems).toContainEqual(expect.objectContaining({ line: 3, code }));
    expect(HTCDS_PROBLEMS[code].refuses).toBe("row");
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  test("name the line on which the row begins, after empty lines and lines within cells", async () => {
    const source = `${STATUS},cco_CaseComment,prs_Gender\n\n${POSSIBLE},"a\nb\nc",Feminine\n${POSSIBLE},"d\ne",${SECRET}`;
    const { report } = await importHtcds(source, options());
    expect(report.problems.map(({ line }) => line)).toEqual([6]);
  });

  test("a cell with many bad values is one problem", async () => {
    const { report } = await leavesOf({ vic_MethodsOfControl: "a;b;DebtBondage;c" });
    expect(report).toMatchObject({ problemCount: 1, problems: [{ code: "HTCDS_VALUE_UNKNOWN" }] });
  });

  test("a country that exists only in tests is no value outside a test", async () => {
    const { values, report } = await leavesOf({ prs_Citizenship: "XA" }, { test: false });
    expect(values("subject.nationality")).toEqual([]);
    expect(report.problems).toMatchObject([{ column: "prs_Citizenship" }]);
  });

  test("an unknown column is named, left behind and breaks nothing", async () => {
    const header = [STATUS, "prs_Gender", "Shelter room", "1: odd\u0000 name"];
    const row = [POSSIBLE, "Feminine", SECRET, SECRET];
    const { cases, report } = await importHtcds(toCsv(header, row), options());
    expect(report.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, "Shelter room", "HTCDS_COLUMN_UNKNOWN"],
      [1, "column 4", "HTCDS_COLUMN_UNKNOWN"],
    ]);
    expect(report.leftBehind.map(({ column, reason }) => [column, reason])).toEqual([
      ["Shelter room", "unknownColumn"],
      ["column 4", "unknownColumn"],
    ]);
    expect(JSON.stringify([cases, report])).not.toContain(SECRET);
  });
});

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

describe("what is left behind", () => {
  test("is named for every column of the standard that is not mapped", async () => {
    const { report, cases } = await importHtcds(
      toCsv(
        ALL_COLUMNS,
        ALL_COLUMNS.map((column) => FULL_ROW[column] ?? SECRET),
      ),
      options(),
    );
    const never = CROSSWALK.filter(({ to }) => to === null).map(({ column }) => column);
    const doubled = ["hte_City", "hte_Street", "hte_PostalCode"];
    expect(report.leftBehind.map(({ column }) => column).sort()).toEqual(
      [...never, ...doubled].sort(),
    );
    expect(report.leftBehind.every(({ rows, why }) => rows === 1 && why !== "")).toBe(true);
    expect(report.mapped).toHaveLength(HTCDS_FIELDS.length - never.length);
    expect(cases[0]?.leftBehind).toHaveLength(never.length + doubled.length);
    expect(parseBody(cases[0]?.groups)).toBe(cases[0]?.groups);
  });

  test("appears nowhere in the groups, whatever the cells hold", async () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom(...Object.values(FULL_ROW), "", "XA;XB", "Other;Other", "2000-01-01"),
    );
    const row = fc.tuple(...ALL_COLUMNS.map(() => cell));
    await fc.assert(
      fc.asyncProperty(row, async (cells) => {
        const marked = ALL_COLUMNS.map((column, index) => {
          if (column === STATUS) return POSSIBLE;
          const isLeft = CROSSWALK[index]?.to === null;
          return isLeft ? `${cells[index] ?? ""}MARK${index}` : (cells[index] ?? "").toWellFormed();
        }).map((text) => text.toWellFormed());
        const { cases, report } = await importHtcds(toCsv(ALL_COLUMNS, marked), options());
        const text = JSON.stringify([cases[0]?.groups, report]);
        expect(text).not.toContain("MARK");
        expect(report.imported).toBe(1);
        // Whatever was accepted is a body of the protocol.
        expect(parseBody(cases[0]?.groups)).toBe(cases[0]?.groups);
      }),
      { numRuns: 60 },
    );
  });

  test("is counted over 20,000 rows while one row is held at a time", async () => {
    const rows = 20_000;
    let produced = 0;
    let ahead = 0;
    let cases = 0;
    async function* file(): AsyncGenerator<Uint8Array> {
      yield encodeUtf8(toCsv([STATUS, "prs_Gender", "cco_CaseComment"]));
      for (; produced < rows; produced++) {
        const status = produced % 4 === 3 ? "NotAVictimOfTrafficking" : POSSIBLE;
        yield encodeUtf8(`${status},Feminine,${"x".repeat(200)}\r\n`);
        ahead = Math.max(ahead, produced - cases);
      }
    }
    const stream = streamHtcds(file(), options());
    let step = await stream.next();
    for (; step.done !== true; step = await stream.next()) cases = step.value.row;
    expect(step.value).toMatchObject({
      rows,
      imported: 15_000,
      refused: 5_000,
      problemCount: 5_000,
    });
    expect(step.value.problems).toHaveLength(1_000);
    expect(step.value.leftBehind).toContainEqual(
      expect.objectContaining({ column: "cco_CaseComment", rows: 15_000 + 5_000 }),
    );
    // The source is asked for more only as rows are taken: streams buffer a few hundred at most.
    expect(ahead).toBeLessThan(2_000);
  });
});

test("every code of the tables is asserted in the tests of this package", () => {
  const root = join(import.meta.dirname, "..");
  const tests = globSync("{src,test}/**/*.test.ts", { cwd: root })
    .map((name) => readFileSync(join(root, name), "utf8"))
    .join("\n");
  const codes = [...Object.keys(HTCDS_ERRORS), ...Object.keys(HTCDS_PROBLEMS)];
  expect(codes.filter((code) => !tests.includes(`"${code}"`))).toEqual([]);
});
