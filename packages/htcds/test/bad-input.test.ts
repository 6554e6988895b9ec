import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import type { HtcdsProblemCode } from "../src/errors/problem.ts";
import { type HtcdsImport, importHtcds } from "../src/import-htcds.ts";
import { oneRow, options, toCsv } from "./sample.ts";

const STATUS = "vic_TraffickingStatus";
const POSSIBLE = "PossibleVictimOfTrafficking";
/** Stands for what a cell holds: no message may show it. */
const SECRET = "Sekretova";

/** Octets of a text in Windows-1252, as far as these tests need it. */
const latin1 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (sign) => sign.charCodeAt(0));

const found = ({ report }: HtcdsImport) =>
  report.problems.map(({ line, column, code }) => [line, column, code]);
const kept = ({ cases }: HtcdsImport) => cases.map(({ row }) => String(row));

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

describe("JSON that is almost right", () => {
  const row = (name: string, more = "") =>
    `{"${STATUS}":"${POSSIBLE}","prs_FirstName":"${name}"${more}}`;
  type Finding = readonly [number, string, HtcdsProblemCode];
  const files: readonly (readonly [
    string,
    string,
    readonly string[],
    readonly Finding[],
    boolean,
  ])[] = [
    [
      "a trailing comma in the list",
      `[${row("A")},\n${row("B")},\n]`,
      ["1", "2"],
      [[3, "", "HTCDS_JSON_MALFORMED"]],
      false,
    ],
    [
      "a missing comma in the list",
      `[${row("A")}\n${row("B")}]`,
      ["1", "2"],
      [[2, "", "HTCDS_JSON_MALFORMED"]],
      false,
    ],
    [
      "commas without a list",
      `${row("A")},\n${row("B")}`,
      ["1", "2"],
      [[1, "", "HTCDS_JSON_MALFORMED"]],
      false,
    ],
    [
      "a list that is not ended",
      `[${row("A")},\n${row("B")}`,
      ["1", "2"],
      [[2, "", "HTCDS_FILE_CUT"]],
      false,
    ],
    [
      "something behind the list",
      `[${row("A")}]\n[]`,
      ["1"],
      [[2, "", "HTCDS_JSON_MALFORMED"]],
      false,
    ],
    [
      "a member twice",
      `[${row("A")},\n${row("B", ',"prs_FirstName":"C"')},${row("D")}]`,
      ["1", "3"],
      [[2, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "a field twice, by id and label",
      `${row("A", ',"First Name":"B"')}\n${row("C")}`,
      ["2"],
      [[1, "prs_FirstName", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "a trailing comma in an object",
      `${row("A", ",")}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "single quotation marks",
      `{'${STATUS}':'${POSSIBLE}'}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "a line end within a text",
      `${row("A\n")}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "an object that is not ended",
      `${row("A").slice(0, -1)}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "a quotation mark too few",
      `${row("A").replace('"A"', '"A')}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "nested too deep",
      `${row("A", ',"cco_CaseComment":[[[[1]]]]')}\n${row("B")}`,
      ["2"],
      [[1, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    ["a list in the list", `[[1],\n${row("B")}]`, ["2"], [[1, "", "HTCDS_CASE_MALFORMED"]], true],
    [
      "a number for a case",
      `[\n7,\n${row("B")}\n]`,
      ["2"],
      [[2, "", "HTCDS_CASE_MALFORMED"]],
      true,
    ],
    [
      "an object for a name",
      `[${row("A", ',"prs_SecondName":{"x":1}')}]`,
      ["1"],
      [[1, "prs_SecondName", "HTCDS_VALUE_TYPE"]],
      true,
    ],
    [
      "a number that was rounded",
      `[${row("A", ',"prs_IdentityNumber":12345678901234567890')}]`,
      ["1"],
      [[1, "prs_IdentityNumber", "HTCDS_VALUE_TYPE"]],
      true,
    ],
    [
      "a name that is no column",
      `[${row("A", ',"shelter":"x"')},${row("B", ',"shelter":"x"')}]`,
      ["1", "2"],
      [[1, "shelter", "HTCDS_COLUMN_UNKNOWN"]],
      true,
    ],
    [
      "a label that several fields have",
      `[${row("A", ',"Latitude":1.5')}]`,
      ["1"],
      [[1, "Latitude", "HTCDS_COLUMN_UNKNOWN"]],
      true,
    ],
    [
      "a list under a name",
      `{"cases":[${row("A")}]}`,
      [],
      [
        [1, "cases", "HTCDS_COLUMN_UNKNOWN"],
        [1, "vic_TraffickingStatus", "HTCDS_CATEGORY_UNDECIDED"],
      ],
      true,
    ],
  ];
  test.each(files)("%s", async (_, text, ids, problems, complete) => {
    const whole = await importHtcds(text, options());
    expect(kept(whole)).toEqual(ids);
    expect(found(whole)).toEqual(problems);
    expect(whole.report.complete).toBe(complete);
    async function* single() {
      for (const octet of encodeUtf8(text)) yield Uint8Array.of(octet);
    }
    expect(await importHtcds(single(), options())).toEqual(whole);
  });

  test("with a byte order mark, as one object, and as an empty list", async () => {
    const marked = await importHtcds(`\ufeff[${row("A")}]`, options());
    expect(kept(marked)).toEqual(["1"]);
    const pretty = await importHtcds(JSON.stringify(JSON.parse(row("A")), null, 2), options());
    expect([kept(pretty), found(pretty)]).toEqual([["1"], []]);
    const empty = await importHtcds("[ ]", options());
    expect(empty.report).toMatchObject({ rows: 0, complete: true, problems: [] });
  });

  describe.each([
    ["indented by one", (cases: readonly object[]) => JSON.stringify(cases, null, 1)],
    ["indented by a tab", (cases: readonly object[]) => JSON.stringify(cases, null, "\t")],
    [
      "with brackets and braces side by side",
      (cases: readonly object[]) =>
        `[${cases.map((one) => JSON.stringify(one, null, 2)).join(", ")}]`,
    ],
    [
      "one object after another",
      (cases: readonly object[]) => cases.map((one) => JSON.stringify(one, null, 2)).join("\n"),
    ],
  ])("over several lines, %s", (_, write) => {
    const cases = ["A", "B", "C"].map((name) => ({
      [STATUS]: POSSIBLE,
      prs_FirstName: name,
      "Historic Trafficking Events": [{ hte_Type: "Recruitment" }, { hte_Type: "Exploitation" }],
      vic_MethodsOfControl: ["DebtBondage"],
    }));
    const text = write(cases);

    test("is read whole", async () => {
      const imported = await importHtcds(text, options());
      expect(kept(imported)).toEqual(["1", "2", "3"]);
      expect(imported.report.complete).toBe(true);
    });

    test.each([
      ["a value that is none", '"B"', "NaN", true],
      ["a comma too few", '"B",', '"B"', true],
      ["a comma too many", '"B",', '"B",,', true],
      ["a quotation mark too few", '"B"', '"B', false],
    ])("loses one case for %s, and says where it is", async (__, sound, broken, isPlaced) => {
      const faulty = text.replace(sound, broken);
      const imported = await importHtcds(faulty, options());
      expect(kept(imported)).toEqual(["1", "3"]);
      expect(found(imported).map(([, , code]) => code)).toEqual(["HTCDS_CASE_MALFORMED"]);
      const line = faulty.split("\n").findIndex((one) => one.includes(broken)) + 1;
      const [problem] = imported.report.problems;
      const place = new RegExp(`; at character \\d+ of line (${line}|${line + 1}), a `);
      if (isPlaced) expect(problem?.expected).toMatch(place);
    });
  });

  test("is given up where the search for an object would read without end", async () => {
    const hostile = "{\n".repeat(400_000);
    const imported = await importHtcds(`${row("A")}\n${hostile}`, options());
    expect(kept(imported)).toEqual(["1"]);
    expect(found(imported).map(([, , code]) => code)).toEqual([
      "HTCDS_ROW_TOO_LARGE",
      "HTCDS_REST_UNREAD",
    ]);
    expect(imported.report.complete).toBe(false);
  });
});

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
