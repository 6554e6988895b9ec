/** Bounds how often the same thing is said. */
export interface Limit {
  /** Whether it may be said once more at this place. If not, it is counted. */
  mayTell(place: string): boolean;
  /** Tells at once of everything that was left out. */
  close(): void;
}

/**
 * Makes a limit of `most` times a minute for each place. At the end of a place's minute `onLeftOut` gets the number of
 * times beyond, if there were any.
 *
 * At most 64 places are told apart; all others share one, so that nobody who can make up places fills memory or log.
 */
export function createLimit({
  most,
  windowMs = 60_000,
  onLeftOut,
}: {
  readonly most: number;
  readonly windowMs?: number;
  readonly onLeftOut: (place: string, count: number) => void;
}): Limit {
  const places = new Map<string, { told: number; leftOut: number; timer: NodeJS.Timeout }>();
  const end = (place: string): void => {
    const { leftOut = 0, timer } = places.get(place) ?? {};
    clearTimeout(timer);
    places.delete(place);
    if (leftOut > 0) onLeftOut(place, leftOut);
  };
  return {
    mayTell(given) {
      const place = places.has(given) || places.size < MOST_PLACES ? given : ELSEWHERE;
      const known = places.get(place);
      if (known === undefined) {
        // Nothing that is only counted keeps a process alive.
        const timer = setTimeout(end, windowMs, place).unref();
        places.set(place, { told: 1, leftOut: 0, timer });
        return true;
      }
      if (known.told < most) {
        known.told++;
        return true;
      }
      known.leftOut++;
      return false;
    },
    close() {
      for (const place of [...places.keys()]) end(place);
    },
  };
}

const MOST_PLACES = 64;
const ELSEWHERE = "other places";
