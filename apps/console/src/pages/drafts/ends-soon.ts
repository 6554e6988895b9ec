/**
 * Whether a draft is deleted within three weeks: its composer may be on leave until shortly before that day.
 *
 * @param keptUntil - ISO 8601.
 * @param now - Milliseconds since 1970.
 */
export const endsSoon = (keptUntil: string, now: number): boolean =>
  Date.parse(keptUntil) - now < TOLD_BEFORE_MS;

const TOLD_BEFORE_MS = 21 * 86_400_000;
