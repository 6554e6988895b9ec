import type { History, LifecycleEvent } from "@safepassage/schema";

/** Lists the events of some kinds that concern a message. Allocates nothing if there are none. */
export function eventsOf(
  { event, events = NONE }: History,
  kinds: ReadonlySet<string>,
): readonly LifecycleEvent[] {
  const isOne = event !== null && kinds.has(event.kind);
  if (!isOne && events.length === 0) return NONE;
  const others = events.filter(({ kind }) => kinds.has(kind));
  return isOne ? [event, ...others] : others;
}

/** Whether an event of a kind happened by a time; `undefined` if the history cannot tell. */
export function happenedBy(history: History, kind: string, until: string): boolean | undefined {
  const found = eventsOf(history, new Set([kind])).some(
    ({ at }) => at !== undefined && at <= until,
  );
  return found || knowsAllEvents(history) ? found : undefined;
}

/** Whether an event missing from the history certainly did not happen. */
export function knowsAllEvents({ events, mayLackEvents }: History): boolean {
  return events !== undefined && mayLackEvents !== true;
}

/** Adds hours to an instant. Returns UTC to the second. */
export function addHours(instant: string, hours: number): string {
  const time = new Date(Date.parse(instant) + hours * HOUR_MS);
  return `${time.toISOString().slice(0, 19)}Z`;
}

const NONE: readonly LifecycleEvent[] = [];
const HOUR_MS = 3_600_000;
