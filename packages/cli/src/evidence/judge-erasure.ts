/** What is said of the dates of an erasure. */
export interface JudgedErasure {
  /** Against the last day that the message states; undefined if either is not stated. */
  readonly onTime: boolean | undefined;
  /** How many days after that last day. Of one that came in time 0. */
  readonly daysLate: number;
  /** What cannot be, in words. */
  readonly impossible: readonly string[];
}

/** Dates of a message, of the certificate of its erasure, and of the checker. Instants and days. */
interface ErasureDates {
  readonly sentAt: string;
  readonly eraseBy: string;
  readonly erasedAt: readonly string[];
  readonly backupHorizon: readonly string[];
  readonly certifiedAt: string;
  readonly now: Date;
}

/**
 * Judges when something was erased. Late is a true statement, and an answer; what cannot be is a fault.
 *
 * @see docs/spec/receipts.md#erasure-certificates
 */
export function judgeErasure(dates: ErasureDates): JudgedErasure {
  const { eraseBy, erasedAt } = dates;
  const days = (latest(erasedAt.map(dayOf)) - Date.parse(eraseBy)) / DAY_MS;
  // Gateways erase on the day after the last day.
  const isKnown = Number.isFinite(days);
  const isLate = isKnown && days > 1;
  return {
    onTime: isKnown ? !isLate : undefined,
    daysLate: isLate ? days : 0,
    impossible: impossibleIn(dates),
  };
}

function impossibleIn(dates: ErasureDates): readonly string[] {
  const { erasedAt, backupHorizon } = dates;
  const [sent, certified] = [Date.parse(dates.sentAt), Date.parse(dates.certifiedAt)];
  // Each day is compared with the last erasure only: an opened certificate may state ten thousand days and as many erasures.
  const last = latest(erasedAt.map(dayOf).filter(Number.isFinite));
  const checks: readonly (readonly [boolean, string])[] = [
    [erasedAt.some((at) => Date.parse(at) < sent - SKEW_MS), "erased before the message was sent"],
    [erasedAt.some((at) => Date.parse(at) > certified + SKEW_MS), "erased after it was certified"],
    [
      backupHorizon.some((day) => Date.parse(day) < last),
      "no backup from a day before the erasure",
    ],
    [certified < sent - SKEW_MS, "certified before the message was sent"],
    [certified > dates.now.getTime() + SKEW_MS, "certified in the future"],
  ];
  return checks.flatMap(([isImpossible, what]) => (isImpossible ? [what] : []));
}

/** The latest of some times. It is NaN if one of them is NaN, and minus infinity of an empty list. */
const latest = (times: readonly number[]): number =>
  times.reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY);

const dayOf = (instant: string): number => Date.parse(instant.slice(0, 10));

/** How far two clocks may differ. */
const SKEW_MS = 120_000;
const DAY_MS = 86_400_000;
