/** The last day whose reviews are shown: two weeks from now, as a gateway counts days. @param now - In milliseconds. */
export const lastDayShown = (now: number): string =>
  new Date(now + WEEKS_AHEAD_MS).toISOString().slice(0, DAY);

const WEEKS_AHEAD_MS = 14 * 86_400_000;
/** Characters of a day. */
const DAY = "2026-11-24".length;
