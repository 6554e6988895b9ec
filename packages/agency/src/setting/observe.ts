/** A piece of work that an operator may want to watch. Codes, ids and digests only. */
export interface Activity {
  readonly name: ActivityName;
  /** Digest of the message that it is about. */
  readonly ref?: string;
  /** Entity id of the other party. */
  readonly peer?: string;
}

export type ActivityName = (typeof ACTIVITIES)[number];

/** What is watched. Most of it contains other pieces: `take` has `open`, `judge` and `write`. */
export const ACTIVITIES = [
  "submit",
  "withdraw",
  "reply",
  "deliver",
  "receipt",
  "take",
  "open",
  "judge",
  "write",
  "maintain",
  "erase",
] as const;

/**
 * Runs a piece of work, and may note how long it took and how it ended.
 *
 * It calls `work` at once and once, and gives back what that gives or throws.
 */
export type Observe = <T>(activity: Activity, work: () => Promise<T>) => Promise<T>;

/** Watches nothing. */
export const unobserved: Observe = (_, work) => work();
