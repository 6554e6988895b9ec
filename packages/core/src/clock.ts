/** Source of the current time. Passed in, so that tests and replays can choose it. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * Creates a clock that always shows the same time.
 *
 * @throws RangeError for a text that is not a time.
 */
export function createFixedClock(time: Date | string): Clock {
  const fixed = new Date(time);
  if (Number.isNaN(fixed.getTime())) throw new RangeError("the clock was given no time");
  return { now: () => new Date(fixed) };
}

/**
 * Converts a date to whole seconds since 1970, as in `iat` and `exp` (RFC 7519, Section 2, NumericDate).
 *
 * @throws RangeError for an invalid date. Every comparison with `NaN` is false, so nothing would ever
 *   expire.
 */
export function toNumericDate(date: Date): number {
  const seconds = Math.floor(date.getTime() / 1000);
  if (Number.isNaN(seconds)) throw new RangeError("the date is invalid");
  return seconds;
}

/** Writes a date as `YYYY-MM-DDThh:mm:ssZ`, the protocol's only form of an instant (RFC 3339). */
export function toInstant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
