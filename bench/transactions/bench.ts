import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../timing.ts";
import { postgresWays } from "./postgres.ts";
import { type Calls, recordExchanges } from "./record-calls.ts";
import { sqliteWays } from "./sqlite.ts";
import type { Took } from "./timed.ts";
import type { Ways } from "./ways.ts";

/** What the transactions of exchanges take through the store, beside the bare driver. Medians of all rounds. */
export interface TransactionFigures {
  readonly name: string;
  /** Transactions a second through the store. */
  readonly rate: number;
  /** Those of the bare driver, divided by those through the store, in one round. */
  readonly ratio: number;
  /** Processor time of this process through the store, divided by that through the driver. */
  readonly cpuRatio: number;
}

/** What transactions a second of the bare driver, divided by those through the store, must not exceed. */
export const TRANSACTION_LIMIT = 1.6;

/**
 * Records the transactions of exchanges, both sides, and makes them durable again by turns: through the store, its Kysely
 * and its keys in memory; and as the same statements through the bare driver, which encrypts contents too.
 */
export async function benchTransactions({
  messages = 200,
  rounds = 5,
} = {}): Promise<readonly TransactionFigures[]> {
  const sides = await recordExchanges(messages);
  const home = mkdtempSync(join(tmpdir(), "sp-tx-"));
  const postgres = await postgresWays(`${home}-pg`);
  try {
    const figures: TransactionFigures[] = [];
    for (const ways of [sqliteWays(home), postgres]) {
      figures.push(await compare(ways, sides, rounds));
    }
    return figures;
  } finally {
    await postgres.close();
    for (const made of [home, `${home}-pg`]) rmSync(made, { recursive: true, force: true });
  }
}

async function compare(
  ways: Ways,
  sides: readonly (readonly Calls[])[],
  rounds: number,
): Promise<TransactionFigures> {
  const recorded = [];
  for (const transactions of sides) {
    const first = AT_ONCE * Math.floor(transactions.length / AT_ONCE / 4);
    const side = [transactions.slice(0, first), transactions.slice(first)] as const;
    const statements = await ways.statementsOf(side, AT_ONCE);
    // A driver that is given nothing is fast.
    if (statements.some((part, at) => part.length < (side[at]?.length ?? 0))) {
      throw new Error(`not all statements of ${ways.name} were recorded`);
    }
    recorded.push({ side, statements });
  }
  const taken = [];
  // The first round is warm-up.
  for (let round = 0; round <= rounds; round++) {
    const store: Took[] = [];
    const driver: Took[] = [];
    for (const { side, statements } of recorded) {
      const throughStore = async () => store.push(await ways.throughStore(side, AT_ONCE));
      const throughDriver = async () => driver.push(await ways.throughDriver(side, statements));
      // What one has written the disk may still be at while the other is timed, so they take turns.
      const turns = [throughStore, throughDriver];
      for (const way of round % 2 === 0 ? turns : turns.reverse()) await way();
    }
    if (round > 0) taken.push({ store: sum(store), driver: sum(driver) });
  }
  const count = recorded.flatMap(({ side: [, timed] }) => timed).length;
  return {
    name: ways.name,
    rate: median(taken.map(({ store }) => count / store.seconds)),
    ratio: median(taken.map(({ store, driver }) => store.seconds / driver.seconds)),
    cpuRatio: median(taken.map(({ store, driver }) => store.cpu / driver.cpu)),
  };
}

const sum = (all: readonly Took[]): Took => ({
  seconds: all.reduce((total, { seconds }) => total + seconds, 0),
  cpu: all.reduce((total, { cpu }) => total + cpu, 0),
});

/** A line of the report. */
export const formatTransactions = ({ name, rate, ratio, cpuRatio }: TransactionFigures): string =>
  `${name.padEnd(24)} ${rate.toFixed(0).padStart(6)} transactions/s through the store; the bare driver ${ratio.toFixed(2)} times as many, limit ${TRANSACTION_LIMIT}; ${cpuRatio.toFixed(2)} times its processor time`;

/** Transactions in one commit. */
const AT_ONCE = 8;
