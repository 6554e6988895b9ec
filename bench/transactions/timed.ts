/** What some work took. */
export interface Took {
  readonly seconds: number;
  /** Seconds of processor time of this process. */
  readonly cpu: number;
}

/** Times some work. */
export async function timed(work: () => Promise<void> | void): Promise<Took> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpu: (user + system) / 1e6 };
}
