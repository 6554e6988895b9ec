import type { EventName } from "@safepassage/agency";

/** What waits to be told: which alarm, and of which partner; without one it is about this agency itself. */
export interface Waiting {
  readonly name: EventName;
  readonly partner: string | undefined;
}

/** What a notice has in full, and what it only counts. */
export interface Shared<Alarm> {
  readonly shown: readonly Alarm[];
  readonly rest: readonly Alarm[];
}

/**
 * Shares the room of a notice. Partners take turns, and of each partner the kinds of its alarms do, so that a flood of one
 * kind of one partner hides nothing else.
 *
 * @param alarms - The most urgent first. What is shown, and what is not, stays in this order.
 */
export function shareRoom<Alarm extends Waiting>(alarms: readonly Alarm[]): Shared<Alarm> {
  const ofPartners = groupsOf(alarms, ({ partner = "" }) => partner).map((ofOne) =>
    inTurns(
      groupsOf(ofOne, ({ name }) => name).map((ofKind) => ofKind.slice(0, MOST_OF_PARTNER)),
    ).slice(0, MOST_OF_PARTNER),
  );
  const chosen = new Set(inTurns(ofPartners).slice(0, MOST_SHOWN));
  return {
    shown: alarms.filter((one) => chosen.has(one)),
    rest: alarms.filter((one) => !chosen.has(one)),
  };
}

/** Puts what has the same name together. The groups are in the order of their first ones. */
function groupsOf<T>(all: readonly T[], nameOf: (one: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one)) ?? [];
    groups.set(nameOf(one), group);
    group.push(one);
  }
  return [...groups.values()];
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}

/** Most alarms of one partner that a notice has in full. */
const MOST_OF_PARTNER = 16;
/** Most alarms that a notice has in full. */
const MOST_SHOWN = 64;
