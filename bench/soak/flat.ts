/** A figure over time. */
export interface Curve {
  /** Seconds since the start. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** How a figure has grown, by the straight line that fits it best, from the end of the first quarter to the end. */
export interface Growth {
  readonly from: number;
  readonly to: number;
  readonly isFlat: boolean;
}

/**
 * Judges whether a figure is flat: the line through it rises by no more than a share of where it begins, and some units.
 * The first quarter is left out: caches fill, and code is compiled.
 */
export function growthOf({ at, values }: Curve, { share, units }: Tolerance): Growth {
  const end = at.at(-1) ?? 0;
  const begin = at.findIndex((second) => second >= end / 4);
  const [xs, ys] = [at.slice(begin), values.slice(begin)];
  const [x, y] = [mean(xs), mean(ys)];
  const over = xs.reduce((sum, one) => sum + (one - x) ** 2, 0);
  const slope =
    over === 0 ? 0 : xs.reduce((sum, one, i) => sum + (one - x) * ((ys[i] ?? y) - y), 0) / over;
  const from = y + slope * ((xs[0] ?? x) - x);
  const to = y + slope * (end - x);
  return { from, to, isFlat: to - from <= from * share + units };
}

/** What counts as flat. */
export interface Tolerance {
  readonly share: number;
  readonly units: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
