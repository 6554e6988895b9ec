import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { readErrorTables } from "./generators/error-tables.ts";

const ROOT = resolve(import.meta.dirname, "..");

/**
 * Where each package's codes are driven: exports that are tables by code, which a test beside them
 * goes through one by one. The gateway's are those of every package whose octets it reads.
 */
const DRIVEN: readonly string[] = [
  "packages/gateway/test/wire-cases.ts",
  "packages/gateway/test/wire-cases-signed.ts",
  "packages/gateway/test/elsewhere-cases.ts",
  "packages/gateway/test/transport-cases.ts",
  "packages/gateway/test/reader-cases.ts",
  "packages/gateway/test/local-cases.ts",
  "packages/gateway/test/caller-errors.ts",
  "packages/gateway/test/api/api-cases.ts",
  "packages/htcds/test/error-cases.ts",
  "packages/crosswalks/test/error-cases.ts",
];
/** Tests that name their codes themselves, each with octets, a file or a command line. */
const NAMED: readonly string[] = [
  "packages/cli/test/cli-errors.test.ts",
  "packages/gateway/test/wire-errors.test.ts",
];

it("finds a test that drives each code of each table of each package", async () => {
  const driven = new Set<string>();
  for (const file of DRIVEN) {
    const tables: object = await import(pathToFileURL(join(ROOT, file)).href);
    for (const table of Object.values(tables)) {
      if (typeof table === "object") for (const code of Object.keys(table)) driven.add(code);
    }
  }
  const named = NAMED.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
  const tables = await readErrorTables(ROOT);
  // Every package that has errors is there: a table that nobody exports would be looked at by nobody.
  expect(tables.length).toBeGreaterThanOrEqual(9);
  for (const { package: name, entries } of tables) {
    const left = Object.keys(entries).filter(
      (code) => !driven.has(code) && !new RegExp(`\\b${code}\\b(:| )`).test(named),
    );
    expect([name, left]).toEqual([name, []]);
  }
}, 60_000);
