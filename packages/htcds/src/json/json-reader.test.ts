import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../source/case-source.ts";
import { createJsonReader } from "./json-reader.ts";

/** Reads a file that arrives in these pieces: cases, or code and line of a fault. */
function read(pieces: readonly string[], limits = {}): readonly unknown[] {
  const reader = createJsonReader({ ...DEFAULT_LIMITS, ...limits });
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()].map((found) =>
    "row" in found ? found.row : [found.fault.code, found.line],
  );
}

describe("the search for the next object", () => {
  test("counts all that it reads: many objects that begin before one broken text are not searched each", () => {
    const found = read([`[${"{\n".repeat(20_000)}"x\n`]) as readonly (readonly [string, number])[];
    const [code, line = 0] = found.find(([one]) => one === "HTCDS_REST_UNREAD") ?? [];
    expect(code).toBe("HTCDS_REST_UNREAD");
    // 64 MiB in steps of at most 40,000 characters.
    expect(line).toBeGreaterThan(1_000);
    expect(line).toBeLessThan(3_000);
  });

  test("holds no more of a line than a row may have, whatever may follow", () => {
    const rest = '{"prs_Gender":"Female"}\n{"prs_Gender":"Male"}\n';
    const limits = { rowCharacters: 100 };
    const after = (blanks: number) => read(["x\n", " ".repeat(blanks), rest], limits);
    expect(after(50)).toEqual([
      ["HTCDS_CASE_MALFORMED", 1],
      { prs_Gender: "Female" },
      { prs_Gender: "Male" },
    ]);
    expect(after(200)).toEqual([["HTCDS_CASE_MALFORMED", 1], { prs_Gender: "Male" }]);
  });
});
