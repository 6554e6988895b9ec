/** Where the time comes from. Passed in, so that tests and replays can choose it. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still. */
export function createFixedClock(time: Date | string): Clock {
  const fixed = new Date(time);
  return { now: () => new Date(fixed) };
}

/** Whole seconds since 1970, as `iat` and `exp` carry them (RFC 7519, Section 2, NumericDate). */
export function toNumericDate(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** `YYYY-MM-DDThh:mm:ssZ`, the only form of an instant in this protocol (RFC 3339). */
export function toInstant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
