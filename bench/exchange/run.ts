/** Whose processor time counts. */
export interface Measured {
  /** Milliseconds of processor time since its start, and MiB of memory now. */
  usage(): Promise<{ readonly cpuMs: number; readonly rss: number }>;
}

/** What a run of exchanges took. */
export interface Run {
  readonly exchanges: number;
  readonly seconds: number;
  /** Milliseconds from the first request to the last receipt. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Milliseconds of processor time of both servers for one exchange. */
  readonly cpuMs: number;
  readonly rss: readonly number[];
}

/**
 * Does exchanges, so many at once, for some seconds.
 *
 * @param one - Does one, and resolves when it is over.
 */
export async function run(
  servers: readonly Measured[],
  one: () => Promise<void>,
  { atOnce, seconds }: { readonly atOnce: number; readonly seconds: number },
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
  await Promise.all(Array.from({ length: atOnce }, lane));
  const spent = (performance.now() - begun) / 1000;
  const after = await usage();
  const cpu = after.reduce((sum, { cpuMs }, index) => sum + cpuMs - (before[index]?.cpuMs ?? 0), 0);
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return {
    ...{ exchanges: took.length, seconds: spent },
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    cpuMs: cpu / took.length,
    rss: after.map(({ rss }) => rss),
  };
}

/** What servers took that have just started, and once they are warm. */
export interface Runs {
  readonly cold: Run;
  readonly warm: Run;
}

/**
 * Measures servers twice: some seconds after their start, and once they are warm. A gateway runs for months. V8 optimises a function after
 * 3,000 calls, and on the way of an exchange there are some thousand of them, many called once.
 *
 * @param tell - Is told how far it is.
 */
export async function runColdAndWarm(
  servers: readonly Measured[],
  one: () => Promise<void>,
  { seconds, tell }: { readonly seconds: number; readonly tell: (line: string) => void },
): Promise<Runs> {
  const went = await run(servers, one, { atOnce: AT_ONCE, seconds: COLD_S });
  const cold = await run(servers, one, { atOnce: AT_ONCE, seconds });
  let [done, spent] = [went.exchanges + cold.exchanges, went.seconds + cold.seconds];
  while (done < WARM_EXCHANGES && spent < WARM_MOST_S) {
    const more = await run(servers, one, { atOnce: AT_ONCE, seconds: STEP_S });
    done += more.exchanges;
    spent += more.seconds;
    tell(`${done} exchanges, ${more.cpuMs.toFixed(1)} ms CPU each`);
  }
  return { cold, warm: await run(servers, one, { atOnce: AT_ONCE, seconds }) };
}

/** Exchanges at once. */
const AT_ONCE = 16;
const COLD_S = 6;
/** Thrice as many calls as V8 wants before it optimises; it throws some away again. */
const WARM_EXCHANGES = 10_000;
const WARM_MOST_S = 300;
const STEP_S = 15;
