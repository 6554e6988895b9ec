/** How soon the next notice may go, for each partner whose alarms it tells. */
export interface Paces {
  /** When a notice about these may go: as soon as one about any of them may. By the same clock as `now`. */
  dueAt(partners: ReadonlySet<string | undefined>): number;
  /** Notes that a notice about these was taken. */
  note(partners: ReadonlySet<string | undefined>): void;
}

/**
 * Makes the paces of one way of telling. In an hour five notices about a partner go at once; the next waits a minute, then
 * two, up to ten. What is about the agency itself has a pace as well.
 *
 * @param now - Milliseconds of a clock that nobody sets.
 */
export function createPaces(now: () => number = () => performance.now()): Paces {
  const notices = new Map<string | undefined, readonly number[]>();
  const readyAt = (partner: string | undefined): number => {
    const times = notices.get(partner) ?? [];
    const last = times.at(-1);
    const beyond = times.length - FREE_NOTICES;
    if (last === undefined || beyond < 0) return 0;
    return last + Math.min(MINUTE_MS * 2 ** beyond, MOST_PAUSE_MS);
  };
  return {
    dueAt: (partners) =>
      partners.size === 0 ? 0 : Math.min(...[...partners].map((one) => readyAt(one))),
    note(partners) {
      for (const partner of new Set([...notices.keys(), ...partners])) {
        const times = (notices.get(partner) ?? []).filter((at) => at > now() - HOUR_MS);
        if (partners.has(partner)) notices.set(partner, [...times, now()]);
        else if (times.length === 0) notices.delete(partner);
      }
    },
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FREE_NOTICES = 5;
const MOST_PAUSE_MS = 600_000;
