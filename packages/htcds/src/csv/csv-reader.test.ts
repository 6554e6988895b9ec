import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../source/case-source.ts";
import { createCsvReader } from "./csv-reader.ts";

const LIMITS = { ...DEFAULT_LIMITS, rowCharacters: 200, cellCharacters: 50 };

/** Reads a file that arrives in these pieces: cells, or code, line and cell of a fault. */
function read(pieces: readonly string[], limits = LIMITS): unknown[] {
  const reader = createCsvReader(limits, ",");
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()].map((found) =>
    "row" in found ? [found.line, found.row] : [found.line, found.fault.code, found.fault.cell],
  );
}

const cellOf = fc.string({ unit: fc.constantFrom("a", "ж", " ", ",", '"', "\n", "\r", ";") });
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(cellOf, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 6,
  }),
);
const cutsOf = fc.array(fc.nat(300), { maxLength: 8 });

function cut(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.filter((one) => one < text.length))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
}

describe("the reader of CSV", () => {
  test("reads what csv-parse reads, in whatever pieces the file comes", () => {
    const quote = (cell: string, always: boolean) =>
      always || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    const roomy = { ...DEFAULT_LIMITS };
    fc.assert(
      fc.property(table, cutsOf, fc.boolean(), fc.boolean(), (rows, cuts, always, isCrLf) => {
        const end = isCrLf ? "\r\n" : "\n";
        const text = rows
          .map((cells) => cells.map((cell) => quote(cell, always)).join(",") + end)
          .join("");
        const peer = parse(text, { record_delimiter: ["\r\n", "\n"], skip_empty_lines: true });
        const own = read(cut(text, cuts), roomy).map((row) => (row as [number, string[]])[1]);
        expect(own).toEqual(peer);
      }),
      { numRuns: 400 },
    );
  });

  test("says the same of hostile text in whatever pieces it comes", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", ",", '"', "\n", "\r\n", '""', "b,c\n", "x".repeat(60)),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, cutsOf, (hostile, cuts) => {
        const limits = { ...LIMITS, rowCharacters: 4_000 };
        const whole = read([`a,b\n${hostile}`], limits);
        expect(read(cut(`a,b\n${hostile}`, cuts), limits)).toEqual(whole);
        expect(read([...`a,b\n${hostile}`], limits)).toEqual(whole);
      }),
      { numRuns: 400 },
    );
  });

  const faults: readonly (readonly [string, string, unknown])[] = [
    ["a quotation mark in a plain cell", '1,5" pipe\n', ["HTCDS_ROW_MALFORMED", 1]],
    ["text behind a quoted cell", '"say "go" now",2\n', ["HTCDS_ROW_MALFORMED", 0]],
    ["a space behind a quoted cell", '1,"2" \n', ["HTCDS_ROW_MALFORMED", 1]],
    ["a quotation mark that nothing ends", '1,"never ended\n', ["HTCDS_ROW_MALFORMED", 1]],
    ["a lone carriage return behind a quoted cell", '1,"2"\rx\n', ["HTCDS_ROW_MALFORMED", 1]],
    ["a plain cell beyond the row", `1,${"x".repeat(300)}\n`, ["HTCDS_CELL_TOO_LARGE", 1]],
    ["a quoted cell beyond the row", `1,"${"x\n".repeat(300)}"\n`, ["HTCDS_CELL_TOO_LARGE", 1]],
    [
      "a quoted cell beyond the row, with quotation marks",
      `"${'""\n'.repeat(200)}",2\n`,
      ["HTCDS_CELL_TOO_LARGE", 0],
    ],
    [
      "many cells beyond the row",
      `${"12345678901234567890,".repeat(30)}\n`,
      ["HTCDS_ROW_TOO_LARGE", -1],
    ],
  ];
  test.each(faults)(
    "refuses %s alone, with line and cell, and keeps the rows around it",
    (_, bad, fault) => {
      const before = "a,b\n1,2\n";
      const after = '3,4\n"5\n",6\n';
      const lines = bad.split("\n").length - 1;
      for (const piece of [1, 7, 100, 10_000]) {
        const text = before + bad + after;
        const pieces = text.match(new RegExp(`[^]{1,${piece}}`, "g")) ?? [];
        const rows = read(pieces);
        const expected = [
          [1, ["a", "b"]],
          [2, ["1", "2"]],
          [3, ...(fault as unknown[])],
          [3 + lines, ["3", "4"]],
          [4 + lines, ["5\n", "6"]],
        ];
        expect(rows).toEqual(expected);
      }
    },
  );

  test("takes no row from within a cell unless it has as many cells as the header", () => {
    const text = 'a,b,c\n1,"text "so"\nx,y\n2,3,4\n';
    expect(read([text])).toEqual([
      [1, ["a", "b", "c"]],
      [2, "HTCDS_ROW_MALFORMED", 1],
      [4, ["2", "3", "4"]],
    ]);
  });

  test("says so where a cell is not ended and too large to be held", () => {
    const pieces = ["a,b\n1,2\n", `3,"${"x".repeat(300)}`, "y".repeat(300)];
    expect(read(pieces)).toEqual([
      [1, ["a", "b"]],
      [2, ["1", "2"]],
      [3, "HTCDS_CELL_TOO_LARGE", 1],
      [3, "HTCDS_FILE_CUT", -1],
    ]);
  });
});
