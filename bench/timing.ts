/** Times work against a floor: the operations that no implementation can do without. */

/** One line of the report. */
export interface Row {
  readonly name: string;
  /** Median over all rounds of subject time divided by floor time. */
  readonly ratio: number;
  /** What the ratio must not exceed. Left out: the row only informs. */
  readonly limit?: number;
  /** Microseconds of one floor run, median. */
  readonly floorUs: number;
  /** Microseconds of one subject run, median. */
  readonly subjectUs: number;
}

/** What {@link compare} times. */
export interface Comparison {
  readonly name: string;
  readonly limit?: number;
  /** Does only what the work cannot do without. Must give the same result as `subject`. */
  readonly floor: () => unknown;
  readonly subject: () => unknown;
  /** Runs of each in one round. Default: about 10 ms of work. With 1 they take turns. */
  readonly batch?: number;
  readonly rounds?: number;
}

/**
 * Times both in one process, in short batches that alternate.
 *
 * Each round gives one ratio of two neighbouring batches, so that whatever slows the machine for
 * a while slows both; which of the two goes first alternates. The median of the ratios counts.
 */
export async function compare({
  name,
  limit,
  floor,
  subject,
  batch,
  rounds = 61,
}: Comparison): Promise<Row> {
  const floorRunUs = await warmUp(floor);
  await warmUp(subject);
  const runs = batch ?? Math.max(1, Math.ceil(10_000 / (floorRunUs + 1)));
  const measured: { floorUs: number; subjectUs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const floorFirst = round % 2 === 0;
    const first = await time(floorFirst ? floor : subject, runs);
    const second = await time(floorFirst ? subject : floor, runs);
    measured.push(
      floorFirst ? { floorUs: first, subjectUs: second } : { floorUs: second, subjectUs: first },
    );
  }
  return {
    name,
    ...(limit === undefined ? {} : { limit }),
    ratio: median(measured.map(({ floorUs, subjectUs }) => subjectUs / floorUs)),
    floorUs: median(measured.map(({ floorUs }) => floorUs)),
    subjectUs: median(measured.map(({ subjectUs }) => subjectUs)),
  };
}

/** One line of the report beside another implementation. */
export interface PeerRow {
  readonly name: string;
  /** Median over all rounds of peer time divided by subject time: how many times as fast. */
  readonly ratio: number;
  /** What the ratio must reach. */
  readonly limit: number;
  readonly peerUs: number;
  readonly subjectUs: number;
}

/** Times the subject beside another implementation of the same work, as {@link compare} does. */
export async function comparePeer({
  name,
  limit,
  peer,
  subject,
}: Pick<PeerRow, "name" | "limit"> & {
  readonly peer: () => unknown;
  readonly subject: () => unknown;
}): Promise<PeerRow> {
  const row = await compare({ name, limit, floor: subject, subject: peer });
  return { name, limit, ratio: row.ratio, peerUs: row.subjectUs, subjectUs: row.floorUs };
}

/**
 * Microseconds that each side runs before it is timed. V8 is done with a floor within a second, and
 * goes on for some eight with a path as long as opening and judging a message: seen second by
 * second, 667, 595, 575, 575, 556, 532 and then about 525 µs. A gateway runs for days.
 */
const WARM_UP_US = 8_000_000;

/** Runs the work until it is warm, and gives the microseconds of one run at the end. */
async function warmUp(work: () => unknown): Promise<number> {
  let runUs = await time(work, 20);
  for (let spentUs = 20 * runUs; spentUs < WARM_UP_US; spentUs += 20 * runUs) {
    runUs = await time(work, 20);
  }
  return runUs;
}

/** Does the work for one text after another, so that nothing helps that remembers the last. */
export function inTurn<T>(texts: readonly string[], work: (text: string) => T): () => T {
  let turn = 0;
  return () => work(texts[turn++ % texts.length] ?? "");
}

/** One line of text for a row. */
export function formatRow({ name, ratio, limit, floorUs, subjectUs }: Row): string {
  const verdict = limit === undefined ? "    " : ratio <= limit ? "ok  " : "OVER";
  const bound = limit === undefined ? "(no limit)     " : `(at most ${limit.toFixed(2)})`;
  const times = `${subjectUs.toFixed(1)} µs over ${floorUs.toFixed(1)} µs`;
  return `${verdict} ${name.padEnd(54)} ${ratio.toFixed(2)} ${bound}  ${times}`;
}

/** One line of text for a row beside another implementation. */
export function formatPeer({ name, ratio, limit, peerUs, subjectUs }: PeerRow): string {
  const verdict = ratio >= limit ? "ok  " : "SLOW";
  const times = `${subjectUs.toFixed(1)} µs beside ${peerUs.toFixed(1)} µs`;
  return `${verdict} ${name.padEnd(54)} ${ratio.toFixed(2)} (at least ${limit.toFixed(2)}) ${times}`;
}

/**
 * Microseconds of one run, mean of `runs`, in processor time of the whole process: other programs on
 * the machine change little, and threads of V8 count against the work that they are for.
 */
async function time(work: () => unknown, runs: number): Promise<number> {
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) {
    const result = work();
    // Awaiting what is not a promise would add a turn of the queue to each run.
    sink = result instanceof Promise ? await result : result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / runs;
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Results go here, so that no compiler may leave the work out. @lintignore */
export let sink: unknown;
