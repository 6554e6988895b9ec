import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "import-rows.ts");
const MEBIBYTE = 1_048_576;

/** Imports so many rows in a process of its own, whose heap holds nothing else. */
async function importRows(rows: number): Promise<{ rows: number; cases: number; peak: number }> {
  const options = ["--conditions=@safepassage/source", "--expose-gc"];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM, `${rows}`]);
  return JSON.parse(stdout);
}

test("fifty thousand rows need no more memory than five thousand", async () => {
  const few = await importRows(5_000);
  const many = await importRows(50_000);
  expect([few.cases, many.cases]).toEqual([5_000, 50_000]);
  // If all rows were kept as cases, they would take hundreds of megabytes.
  expect(many.peak - few.peak).toBeLessThan(2 * MEBIBYTE);
}, 240_000);
