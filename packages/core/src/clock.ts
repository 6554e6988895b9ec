/** Where the time comes from. Passed in, so that tests and replays can choose it. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * A clock that stands still.
 *
 * @throws RangeError for a text that is no time.
 */
export function createFixedClock(time: Date | string): Clock {
  const fixed = new Date(time);
  if (Number.isNaN(fixed.getTime())) throw new RangeError("the clock was given no time");
  return { now: () => new Date(fixed) };
}

/**
 * Whole seconds since 1970, as `iat` and `exp` carry them (RFC 7519, Section 2, NumericDate).
 *
 * @throws RangeError for an invalid date: every comparison with it would be false, and so nothing
 *   would ever have expired.
 */
export function toNumericDate(date: Date): number {
  const seconds = Math.floor(date.getTime() / 1000);
  if (Number.isNaN(seconds)) throw new RangeError("the date is invalid");
  return seconds;
}

/** `YYYY-MM-DDThh:mm:ssZ`, the only form of an instant in this protocol (RFC 3339). */
export function toInstant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
