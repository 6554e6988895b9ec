import { median } from "../timing.ts";
import { openFloor, openPrescribed } from "./bounds.ts";
import { openExchanges } from "./complete.ts";
import { openPostgresExchanges } from "./postgres.ts";
import { joined, type Run, rateOf, type Subject } from "./run.ts";
import { runByTurns, runCold, warmUp } from "./turns.ts";

/** What is measured: what bounds an exchange from below, and exchanges on each engine. */
const SUBJECTS = [
  { name: "two bare servers", open: openFloor },
  { name: "what the protocol prescribes alone", open: openPrescribed },
  { name: "complete exchange, SQLite", open: openExchanges },
  { name: "complete exchange, PostgreSQL", open: openPostgresExchanges },
] as const;
const FLOOR = 0;
const SQLITE = 2;
const POSTGRES = 3;

/** What complete exchanges take on each engine, beside what bounds them from below, at one time of their lives. */
export interface ExchangeFigures {
  readonly runs: readonly { readonly name: string; readonly run: Run }[];
  /** Processor time of an exchange on SQLite, divided by that of its floor. The median of all rounds. */
  readonly besideFloor: number;
  /** Processor time of an exchange on PostgreSQL, its server counted, divided by that on SQLite. The median of all rounds. */
  readonly besideSqlite: number;
}

/** What {@link ExchangeFigures.besideFloor} must not exceed. */
export const FLOOR_LIMIT = 6;
/** What {@link ExchangeFigures.besideSqlite} must not exceed. */
export const POSTGRES_LIMIT = 2.5;

/** Runs each of them as it has just started, one after the other, and once they are warm all of them by turns. */
export async function benchExchange(
  tell: (line: string) => void,
): Promise<Record<"cold" | "warm", ExchangeFigures>> {
  const open: Subject[] = [];
  try {
    const cold: Run[] = [];
    for (const { name, open: begin } of SUBJECTS) {
      const subject = await begin();
      open.push(subject);
      cold.push(await runCold(subject, COLD_S));
      await warmUp(subject, (line) => tell(`  warming up ${name}: ${line}`));
    }
    const warm = await runByTurns(open, {
      rounds: ROUNDS,
      seconds: ROUND_S,
      tell: (line) => tell(`  ${line}`),
    });
    return { cold: figuresOf([cold]), warm: figuresOf(warm) };
  } finally {
    await Promise.all(open.map((subject) => subject.close()));
  }
}

/** @param rounds - For each round what each of them took. */
function figuresOf(rounds: readonly (readonly Run[])[]): ExchangeFigures {
  const all = (index: number): readonly Run[] => rounds.flatMap((runs) => runs[index] ?? []);
  const cpuBeside = (index: number, other: number): number => {
    const others = all(other);
    return median(all(index).map(({ cpuMs }, round) => cpuMs / (others[round]?.cpuMs ?? 0)));
  };
  return {
    runs: SUBJECTS.map(({ name }, index) => ({ name, run: joined(all(index)) })),
    besideFloor: cpuBeside(SQLITE, FLOOR),
    besideSqlite: cpuBeside(POSTGRES, SQLITE),
  };
}

const COLD_S = 15;
const ROUNDS = 7;
const ROUND_S = 5;

/** A line of the report: rate, waiting times, and what the processors and the memory had to give. */
export function formatRun(name: string, { took, cpuMs, rss, ...run }: Run): string {
  const at = (share: number): string =>
    (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(0);
  const rate = rateOf(run).toFixed(0);
  const memory = rss.map((mebibytes) => mebibytes.toFixed(0)).join(" + ");
  return `${name.padEnd(34)} ${rate.padStart(5)}/s  p50 ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}; ${cpuMs.toFixed(1)} ms CPU each, ${memory} MiB`;
}
