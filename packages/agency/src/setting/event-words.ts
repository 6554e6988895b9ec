/** How much an event matters: `alarm` is for a person, now, or today where it may wait. */
export type EventLevel = "info" | "warning" | "error" | "alarm";

/**
 * What is said of an event. `{ref}` and the like stand for its members; what is in square brackets is left out where a
 * member in it is not given.
 */
export interface EventWords {
  readonly says: string;
  /** What a person does about it. */
  readonly act?: string;
  /** Another level than that of the row. */
  readonly level?: EventLevel;
  /** Whether an alarm may wait until morning: nobody is woken for it. Left out in a case: as its row says. */
  readonly mayWait?: boolean;
}

/** One row of `LOG_EVENTS`. */
export interface LogEventRow extends EventWords {
  readonly level: EventLevel;
  /** Other words: for a message of one's `own`, for one code, or for any (`*`). */
  readonly cases?: Readonly<Record<string, EventWords>>;
}

type Cases = Readonly<Record<string, EventWords>>;

/** Makes a row of each level. */
export const info = (says: string): LogEventRow => ({ level: "info", says });
export const warning = (says: string, act: string): LogEventRow => ({
  level: "warning",
  says,
  act,
});
export const failure = (says: string, act: string): LogEventRow => ({ level: "error", says, act });
export const alarm = (says: string, act: string, cases?: Cases): LogEventRow => ({
  ...{ level: "alarm", says, act },
  ...(cases && { cases }),
});

/** An alarm that may wait until morning. */
export const alarmOfDay = (...words: Parameters<typeof alarm>): LogEventRow => ({
  ...alarm(...words),
  mayWait: true,
});
