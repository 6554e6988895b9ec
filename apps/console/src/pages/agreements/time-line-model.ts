import { scaleUtc } from "d3-scale";
import type { Order } from "../../words/order.ts";

/** Something that ends at a time. */
export interface Ending {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Its last day, `YYYY-MM-DD`, of what ends with a day. */
  readonly lastDay?: string;
}

/** A time line, with places in percent of its width, from its start. */
export interface TimeLine {
  readonly ticks: readonly { readonly at: Date; readonly place: number }[];
  /** One for each ending, in their order. */
  readonly lanes: readonly Lane[];
}

interface Lane extends Ending {
  readonly place: number;
  /** Whether it ends after what the line shows. */
  readonly isBeyond: boolean;
}

/** Sorts what ends, the soonest first. @param order - Of names. */
export const soonestFirst = (endings: readonly Ending[], order: Order): readonly Ending[] =>
  [...endings].sort((a, b) => a.at - b.at || order(a.name, b.name));

/** A day is over when the next one begins, UTC. @param day - `YYYY-MM-DD`. */
export const endOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) + DAY_MS;

/**
 * Lays out a time line from now on.
 *
 * @param days - How many days it shows.
 * @param isReversed - Whether time runs from right to left.
 */
export function timeLineOf({
  endings,
  now,
  days,
  isReversed,
}: {
  readonly endings: readonly Ending[];
  readonly now: number;
  readonly days: number;
  readonly isReversed: boolean;
}): TimeLine {
  const end = now + days * DAY_MS;
  const place = scaleUtc()
    .domain([now, end])
    .range(isReversed ? [100, 0] : [0, 100])
    .clamp(true);
  return {
    ticks: place
      .ticks(TICKS)
      .filter((at) => isWithin(at.getTime(), now, end))
      .map((at) => ({ at, place: place(at) })),
    lanes: endings.map((ending) => ({
      ...ending,
      place: place(ending.at),
      isBeyond: ending.at > end,
    })),
  };
}

/** Whether a label at a time has room at both ends of the line. */
const isWithin = (at: number, start: number, end: number): boolean => {
  const share = (at - start) / (end - start);
  return share > MARGIN && share < 1 - MARGIN;
};

const TICKS = 4;
const MARGIN = 0.06;
const DAY_MS = 86_400_000;
