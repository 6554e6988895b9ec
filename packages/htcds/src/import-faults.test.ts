import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { leavesOf, oneRow, options, POSSIBLE, SECRET, STATUS, toCsv } from "../test/sample.ts";
import { HTCDS_ERRORS, HtcdsError, type HtcdsErrorCode } from "./errors/htcds-error.ts";
import { HTCDS_PROBLEMS, type HtcdsProblemCode } from "./errors/problem.ts";
import { type ImportOptions, importHtcds } from "./import-htcds.ts";

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

test("every code of the tables is asserted in the tests of this package", () => {
  const root = join(import.meta.dirname, "..");
  const tests = globSync("{src,test}/**/*.test.ts", { cwd: root })
    .map((name) => readFileSync(join(root, name), "utf8"))
    .join("\n");
  const codes = [...Object.keys(HTCDS_ERRORS), ...Object.keys(HTCDS_PROBLEMS)];
  expect(codes.filter((code) => !tests.includes(`"${code}"`))).toEqual([]);
});
