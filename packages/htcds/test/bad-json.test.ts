import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import type { HtcdsProblemCode } from "../src/errors/problem.ts";
import { importHtcds } from "../src/import-htcds.ts";
import { found, kept, options, POSSIBLE, STATUS } from "./sample.ts";

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
      // Half a minute for 3,000 blanks, before they were read in one way.
      "a long row of blanks after a number",
      `[\n7,\n${" ".repeat(5_000)}\n${" ".repeat(5_000)}},,\n${row("B")}\n]`,
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
