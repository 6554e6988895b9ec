import { dropConnections } from "./processes.ts";
import { type Run, rateOf, run, type Subject } from "./run.ts";

/** Runs servers that have just started: first for six seconds that do not count. */
export async function runCold(subject: Subject, seconds: number): Promise<Run> {
  await run(subject, { seconds: COLD_S });
  return run(subject, { seconds });
}

/**
 * Warms servers up. A gateway runs for months. V8 optimises a function after 3,000 calls, and on the way of an exchange there are some
 * thousand of them, many called once.
 *
 * @param tell - Is told how far it is.
 */
export async function warmUp(subject: Subject, tell: (line: string) => void): Promise<void> {
  let [done, spent] = [0, 0];
  while (done < WARM_EXCHANGES && spent < WARM_MOST_S) {
    const more = await run(subject, { seconds: STEP_S });
    done += more.exchanges;
    spent += more.seconds;
    tell(`${done} exchanges, ${more.cpuMs.toFixed(1)} ms CPU each`);
  }
  dropConnections();
}

/**
 * Runs several servers by turns, some seconds each. What makes the machine slow for a minute makes all of them slow, so that each turn can
 * be compared.
 *
 * @param tell - Is told what came of each round.
 * @returns for each round what each of them took.
 */
export async function runByTurns(
  subjects: readonly Subject[],
  how: {
    readonly rounds: number;
    readonly seconds: number;
    readonly tell: (line: string) => void;
  },
): Promise<readonly (readonly Run[])[]> {
  const { rounds, seconds, tell } = how;
  const taken: Run[][] = [];
  // The first round does not count: each has rested while the others were warmed up.
  for (let round = -1; round < rounds; round++) {
    const runs: Run[] = [];
    for (const subject of subjects) {
      runs.push(await run(subject, { seconds }));
      dropConnections();
    }
    if (round >= 0) taken.push(runs);
    tell(runs.map((one) => `${rateOf(one).toFixed(0)}/s, ${one.cpuMs.toFixed(1)} ms`).join("; "));
  }
  return taken;
}

const COLD_S = 6;
/** Thrice as many calls as V8 wants before it optimises; it throws some away again. */
const WARM_EXCHANGES = 10_000;
const WARM_MOST_S = 300;
const STEP_S = 15;
