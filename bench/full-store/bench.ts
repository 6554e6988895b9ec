import { rmSync } from "node:fs";
import { makeAgencies, openPair, type Pair } from "../exchange/complete.ts";
import { type Run, rateOf } from "../exchange/run.ts";
import { runByTurns } from "../exchange/turns.ts";
import { median } from "../timing.ts";
import { fillStore } from "./fill.ts";
import { type HealthTime, timeHealth } from "./health.ts";

/** What complete exchanges reach with a full store, beside an empty one. */
export interface FullStoreFigures {
  readonly messages: number;
  readonly empty: Run;
  readonly full: Run;
  /** Exchanges a second with the full store, divided by those with the empty one. The median of all turns. */
  readonly ratio: number;
  readonly cpuRatio: number;
  /** How long the sender's gateway with the full store takes to say how it stands, with its counts. */
  readonly health: HealthTime;
}

/** What the rate with a full store, divided by that with an empty one, must reach. */
export const FULL_STORE_LIMIT = 0.9;

/** Runs two gateways with empty stores and two with full ones, by turns. */
export async function benchFullStore({
  messages = 1_000_000,
  turns = 7,
  seconds = 6,
  tell = (_: string): void => {},
} = {}): Promise<FullStoreFigures> {
  const made = [makeAgencies(), makeAgencies()] as const;
  const open: Pair[] = [];
  try {
    const [{ agencies: empty }, { agencies: full }] = made;
    const first = await openPair(full);
    for (let sent = 0; sent < TEMPLATES; sent++) await first.one();
    await first.close();
    for (const folder of full.folders) {
      const began = performance.now();
      await fillStore(folder, messages);
      tell(`filled a store in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
    for (const agencies of [empty, full]) open.push(await openPair(agencies));
    const taken = await runByTurns(open, { rounds: turns, seconds, tell });
    const [, last] = open;
    const [sender] = full.folders;
    if (last === undefined || sender === undefined) throw new TypeError("there is no full store");
    return figuresOf(messages, taken, await timeHealth(last, sender));
  } finally {
    await Promise.all(open.map((pair) => pair.close()));
    for (const { folder } of made) rmSync(folder, { recursive: true });
  }
}

function figuresOf(
  messages: number,
  taken: readonly (readonly Run[])[],
  health: HealthTime,
): FullStoreFigures {
  const pairs = taken.flatMap(([empty, full]) => (empty && full ? [{ empty, full }] : []));
  const ratioOf = (of: (one: Run) => number) =>
    median(pairs.map(({ empty, full }) => of(full) / of(empty)));
  const last = pairs.at(-1);
  if (last === undefined) throw new TypeError("no turn was taken");
  const ratio = ratioOf(rateOf);
  return { messages, ...last, ratio, cpuRatio: ratioOf((one) => one.cpuMs), health };
}

/** Real messages that the full stores are made of. */
const TEMPLATES = 64;
