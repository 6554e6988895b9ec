import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { importHtcds } from "../src/import-htcds.ts";
import { found, kept, oneRow, options, POSSIBLE, SECRET, STATUS, toCsv } from "./sample.ts";

/** Octets of a text in Windows-1252, as far as these tests need it. */
const latin1 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (sign) => sign.charCodeAt(0));

describe("a file of another encoding", () => {
  const text = `${STATUS},prs_SecondName,cco_CaseComment\r\n${POSSIBLE},Plain,ok\r\n${POSSIBLE},Pérez,ok\r\n${POSSIBLE},Plain,déjà\r\n`;

  test("loses the cells that are not UTF-8, and no others", async () => {
    const imported = await importHtcds(latin1(text), options());
    expect(kept(imported)).toEqual(["1", "2", "3"]);
    // The comment of the third case stays behind whatever its encoding is.
    expect(found(imported)).toEqual([[3, "prs_SecondName", "HTCDS_CELL_NOT_UTF8"]]);
    expect(JSON.stringify(imported.cases[1])).not.toContain("P\ufffd");
    expect(imported.report.leftBehind).toContainEqual(
      expect.objectContaining({ column: "prs_SecondName", reason: "unusable", rows: 1 }),
    );
  });

  test("loses a cell whose characters another program lost before", async () => {
    const imported = await importHtcds(oneRow({ prs_SecondName: "P\ufffdrez" }), options());
    expect(found(imported)).toEqual([[2, "prs_SecondName", "HTCDS_CELL_NOT_UTF8"]]);
    const surrogate = await importHtcds(oneRow({ prs_SecondName: "P\ud800rez" }), options());
    expect(found(surrogate)).toEqual([[2, "prs_SecondName", "HTCDS_CELL_NOT_UTF8"]]);
  });

  test("loses no more than the cell for an octet of zero", async () => {
    const text = toCsv([STATUS, "prs_PrimaryLanguage"], [POSSIBLE, "rus"], [POSSIBLE, "ru\0"]);
    const imported = await importHtcds(encodeUtf8(text), options());
    expect(kept(imported)).toEqual(["1", "2"]);
    expect(found(imported)).toEqual([[3, "prs_PrimaryLanguage", "HTCDS_VALUE_MALFORMED"]]);
  });

  test("with UTF-8 cut within a character at its end keeps the rows before", async () => {
    const octets = Uint8Array.of(
      ...encodeUtf8(`${STATUS},prs_Email\r\n${POSSIBLE},a@b.test\r\n`),
      0xd0,
    );
    const imported = await importHtcds(octets, options());
    expect(kept(imported)).toEqual(["1"]);
    expect(found(imported)).toEqual([[3, "", "HTCDS_ROW_LENGTH"]]);
  });

  test("names the column of a header that is not UTF-8 by its number", async () => {
    const imported = await importHtcds(
      latin1(`${STATUS},prs_Gender,Prénom\r\n${POSSIBLE},,x\r\n`),
      options(),
    );
    expect(found(imported)).toEqual([[1, "column 3", "HTCDS_COLUMN_UNKNOWN"]]);
    expect(kept(imported)).toEqual(["1"]);
  });
});

describe("another separator", () => {
  test.each([";", "\t"] as const)("is read if it was said: %j", async (separator) => {
    const text = [
      [STATUS, "prs_FirstName", "vic_MethodsOfControl"].join(separator),
      [POSSIBLE, "Sample", '"DebtBondage;TakesEarnings"'].join(separator),
    ].join("\r\n");
    const { cases } = await importHtcds(text, options({ separator }));
    expect(JSON.stringify(cases)).toContain("takesEarnings");
    await expect(importHtcds(text, options())).rejects.toMatchObject({
      code: "HTCDS_SEPARATOR_WRONG",
    });
  });
});

describe("a cell that begins like a formula", () => {
  const cells = ["=1+1", "+SUM(A1)", "-2+3", "@SUM(A1)", " =1+1", "\t=1+1", "＝1+1", "＠A1"];
  test.each(cells)("stays behind, whatever field it stands for: %j", async (cell) => {
    const columns = {
      prs_SecondName: cell,
      prs_Email: `${cell}@mail.test`,
      prs_IdentityNumber: cell,
      prs_MobilePhone: cell,
      hte_Type: "Exploitation",
      hte_City: cell,
      hte_Street: cell,
      hte_Latitude: `${cell}1`,
    };
    const imported = await importHtcds(oneRow(columns), options());
    const text = JSON.stringify(imported);
    for (const part of ["SUM", "1+1", "2+3", "A1"]) expect(text).not.toContain(part);
    const formulas = imported.report.problems.filter(({ code }) => code === "HTCDS_FORMULA");
    expect(formulas.length).toBeGreaterThan(5);
  });

  test("may be a telephone number or a coordinate", async () => {
    const columns = {
      prs_MobilePhone: "+999 555 01001",
      hte_Type: "Exploitation",
      hte_Latitude: "-12.5",
      hte_Longitude: "-45.67",
    };
    const imported = await importHtcds(oneRow(columns), options());
    expect(found(imported)).toEqual([]);
    expect(JSON.stringify(imported.cases)).toContain('"+99955501001"');
    expect(JSON.stringify(imported.cases)).toContain('"-12.5"');
  });
});

describe("a cell of ten megabytes", () => {
  test.each([
    ["plain", "x".repeat(10_000_000), "prs_FirstName"],
    [
      "quoted, with lines that look like rows",
      `"${`x\n${POSSIBLE},y\n`.repeat(350_000)}"`,
      "prs_FirstName",
    ],
  ])(
    "%s: is passed over without being held, and its neighbours are kept",
    async (_, cell, column) => {
      const octets = encodeUtf8(
        `${STATUS},prs_FirstName\n${POSSIBLE},Sample\n${POSSIBLE},${cell}\n${POSSIBLE},Other\n`,
      );
      let read = 0;
      async function* file() {
        for (let at = 0; at < octets.length; at += 65_536) {
          read += 1;
          yield octets.subarray(at, at + 65_536);
        }
      }
      const imported = await importHtcds(file(), options());
      expect(read).toBeGreaterThan(100);
      expect(kept(imported)).toEqual(["1", "3"]);
      expect(found(imported)).toEqual([[3, column, "HTCDS_CELL_TOO_LARGE"]]);
      expect(JSON.stringify(imported.report).length).toBeLessThan(2_000);
    },
  );

  test("in JSON: is passed over, and the next object is kept", async () => {
    const row = (name: string) => JSON.stringify({ [STATUS]: POSSIBLE, prs_FirstName: name });
    const lines = [row("Sample"), row("x".repeat(10_000_000)), row("Other")].join("\n");
    const octets = encodeUtf8(lines);
    async function* file() {
      for (let at = 0; at < octets.length; at += 65_536) yield octets.subarray(at, at + 65_536);
    }
    const imported = await importHtcds(file(), options());
    expect(kept(imported)).toEqual(["1", "3"]);
    expect(found(imported)).toEqual([[2, "", "HTCDS_ROW_TOO_LARGE"]]);
  });
});

describe("quotation marks that do not match", () => {
  test("are named by line and column, and the other rows are kept", async () => {
    const text = `${STATUS},prs_FirstName,cco_CaseComment\r\n${POSSIBLE},A,ok\r\n${POSSIBLE},B,"she said "no" twice"\r\n${POSSIBLE},C,ok\r\n`;
    const imported = await importHtcds(text, options());
    expect(kept(imported)).toEqual(["1", "3"]);
    expect(imported.report.problems).toEqual([
      {
        line: 3,
        column: "cco_CaseComment",
        expected: "a separator or a line end behind the quoted cell",
        code: "HTCDS_ROW_MALFORMED",
      },
    ]);
    expect(imported.report).toMatchObject({ complete: true, rows: 3, refused: 1 });
  });

  test("make a file that ends within a large cell an incomplete one", async () => {
    const text = toCsv([STATUS, "cco_CaseComment"], [POSSIBLE, "ok"]);
    const octets = encodeUtf8(`${text}${POSSIBLE},"${SECRET.repeat(60_000)}`);
    const imported = await importHtcds(octets, options());
    expect(kept(imported)).toEqual(["1"]);
    expect(found(imported).map(([, , code]) => code)).toEqual([
      "HTCDS_CELL_TOO_LARGE",
      "HTCDS_FILE_CUT",
    ]);
    expect(imported.report.complete).toBe(false);
    expect(JSON.stringify(imported.report)).not.toContain(SECRET);
  });
});
