/** Whose processor time counts. */
export interface Measured {
  /** Milliseconds of processor time since its start, and MiB of memory now. */
  usage(): Promise<{ readonly cpuMs: number; readonly rss: number }>;
}

/** Servers that exchange messages. */
export interface Subject {
  readonly servers: readonly Measured[];
  /** Does one exchange, and resolves when it is over. */
  readonly one: () => Promise<void>;
  close(): Promise<void>;
}

/** What a run of exchanges took. */
export interface Run {
  readonly exchanges: number;
  readonly seconds: number;
  /** Milliseconds from the first request of each exchange to its last receipt, the shortest first. */
  readonly took: readonly number[];
  /** Milliseconds of processor time of all servers for one exchange. */
  readonly cpuMs: number;
  readonly rss: readonly number[];
}

/** Exchanges a second. */
export const rateOf = ({ exchanges, seconds }: Pick<Run, "exchanges" | "seconds">): number =>
  exchanges / seconds;

/** Does exchanges, 16 at once, for some seconds. */
export async function run(
  { servers, one }: Omit<Subject, "close">,
  { seconds }: { readonly seconds: number },
): Promise<Run> {
  const took: number[] = [];
  const usage = () => Promise.all(servers.map((server) => server.usage()));
  const before = await usage();
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      const from = performance.now();
      await one();
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const spent = (performance.now() - begun) / 1000;
  const after = await usage();
  const cpu = after.reduce((sum, { cpuMs }, index) => sum + cpuMs - (before[index]?.cpuMs ?? 0), 0);
  return {
    ...{ exchanges: took.length, seconds: spent, took: took.sort((a, b) => a - b) },
    ...{ cpuMs: cpu / took.length, rss: after.map(({ rss }) => rss) },
  };
}

/** Exchanges at once. */
const AT_ONCE = 16;

/** Several runs of the same servers as one. */
export function joined(runs: readonly Run[]): Run {
  const sum = (of: (run: Run) => number): number => runs.reduce((all, one) => all + of(one), 0);
  const exchanges = sum((run) => run.exchanges);
  return {
    ...{ exchanges, seconds: sum((run) => run.seconds) },
    took: runs.flatMap(({ took }) => took).sort((a, b) => a - b),
    cpuMs: sum((run) => run.cpuMs * run.exchanges) / exchanges,
    rss: runs.at(-1)?.rss ?? [],
  };
}
