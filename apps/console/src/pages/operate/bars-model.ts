import { scaleLinear } from "d3-scale";

/** A number to be drawn. */
export interface Count {
  readonly id: string;
  readonly count: number;
}

/** A bar: where it begins and how long it is, in percent of the width. */
export interface Bar extends Count {
  readonly start: number;
  readonly length: number;
}

/**
 * Lays out bars that begin at one side. The longest has all of the width; one that stands for little is still seen.
 *
 * @param isReversed - Whether they begin at the right.
 */
export function barsOf(counts: readonly Count[], isReversed: boolean): readonly Bar[] {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const lengthOf = scaleLinear().domain([0, most]).range([0, 100]);
  return counts.map(({ id, count }) => {
    const length = count === 0 ? 0 : Math.max(LEAST, lengthOf(count));
    return { id, count, length, start: isReversed ? 100 - length : 0 };
  });
}

/** One in a thousand would be thinner than a pixel. */
const LEAST = 0.75;
