// Starts one PostgreSQL server for a whole run, for the tests that work with one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@safepassage/testing/postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The PostgreSQL server of this run, without a password. Make a database of your own in it. */
    readonly postgres: { readonly host: string; readonly user: string };
  }
}

/** Returns how the server is stopped. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "sp-pg-"));
  const { host, user, stop } = await startPostgres(home);
  provide("postgres", { host, user });
  return async () => {
    await stop();
    rmSync(home, { recursive: true });
  };
}
