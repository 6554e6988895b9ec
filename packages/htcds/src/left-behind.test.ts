import { encodeUtf8 } from "@safepassage/core";
import { parseBody } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_COLUMNS, FULL_ROW, options, POSSIBLE, SECRET, STATUS, toCsv } from "../test/sample.ts";
import { importHtcds, streamHtcds } from "./import-htcds.ts";
import { CROSSWALK, HTCDS_FIELDS } from "./standard/standard.ts";

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
