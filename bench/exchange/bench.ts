import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@safepassage/testing/postgres";
import { runFloor, runPrescribed } from "./bounds.ts";
import { runExchanges } from "./complete.ts";
import { createDatabase, measured } from "./postgres.ts";
import type { Run, Runs } from "./run.ts";

/** What complete exchanges take on each engine, beside what bounds them from below. */
export interface ExchangeFigures {
  readonly floor: Runs;
  /** What the protocol prescribes, and no more. */
  readonly prescribed: Runs;
  readonly sqlite: Runs;
  readonly postgres: Runs;
}

/** What processor time of an exchange on SQLite, divided by that of its floor, must not exceed. */
export const FLOOR_LIMIT = 6;
/** What processor time of an exchange on PostgreSQL, its server counted, divided by that on SQLite, must not exceed. */
export const POSTGRES_LIMIT = 2.5;

/** Runs the bounds and both engines one after the other. @param tell - Is told how far it is. */
export async function benchExchange(tell: (line: string) => void): Promise<ExchangeFigures> {
  const how = (what: string) => ({
    seconds: SECONDS,
    tell: (line: string) => tell(`  warming up ${what}: ${line}`),
  });
  const floor = await runFloor(how("two bare servers"));
  const prescribed = await runPrescribed(how("what the protocol prescribes"));
  const sqlite = await runExchanges(how("SQLite"));
  const home = mkdtempSync(join(tmpdir(), "sp-bench-"));
  const server = await startPostgres(home);
  try {
    const places = [await createDatabase(server, "one"), await createDatabase(server, "two")];
    const postgres = await runExchanges(how("PostgreSQL"), { places, server: measured(server) });
    return { floor, prescribed, sqlite, postgres };
  } finally {
    await server.stop();
    rmSync(home, { recursive: true });
  }
}

/** For each figure. */
const SECONDS = 15;

/** A line of the report: rate, waiting times, and what the processors and the memory had to give. */
export function formatRun(name: string, run: Run): string {
  const [p50, p95, p99] = [run.p50, run.p95, run.p99].map((ms) => ms.toFixed(0));
  const rate = (run.exchanges / run.seconds).toFixed(0);
  const memory = run.rss.map((mebibytes) => mebibytes.toFixed(0)).join(" + ");
  return `${name.padEnd(34)} ${rate.padStart(5)}/s  p50 ${p50} ms, p95 ${p95}, p99 ${p99}; ${run.cpuMs.toFixed(1)} ms CPU each, ${memory} MiB`;
}
