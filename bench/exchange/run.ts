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

/** Exchanges at once. */
export const AT_ONCE = 16;
export const WARM_UP_S = 6;
