import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ErrorEntry } from "@safepassage/core";

/** The error table of one package, by code. */
export interface ErrorTable {
  readonly package: string;
  readonly entries: Readonly<Record<string, ErrorEntry>>;
}

/**
 * Reads the error tables of all packages: every export of an index whose name ends in `_ERRORS`.
 *
 * @throws if two tables share a code, since code alone must tell what happened.
 */
export async function readErrorTables(root: string): Promise<readonly ErrorTable[]> {
  const tables: ErrorTable[] = [];
  const seen = new Set<string>();
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const index = join(root, "packages", name, "src/index.ts");
    if (!existsSync(index)) continue;
    const exports: Record<string, unknown> = await import(pathToFileURL(index).href);
    for (const [exported, value] of Object.entries(exports)) {
      if (!exported.endsWith("_ERRORS")) continue;
      const entries = value as Readonly<Record<string, ErrorEntry>>;
      for (const code of Object.keys(entries)) {
        if (seen.has(code)) throw new Error(`${code} of ${name} is in another table too`);
        seen.add(code);
      }
      tables.push({ package: name, entries });
    }
  }
  return tables;
}
