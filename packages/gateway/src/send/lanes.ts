/** Runs tasks in parallel, within bounds. */
export interface Lanes {
  /**
   * Runs a task as soon as there is room. Of the waiting tasks, the next is one whose key has the fewest running, so that
   * a slow key does not delay others.
   *
   * Where tasks of a key fail, fewer of it run at once, and more again as they succeed: on a slow line they have taken each other's
   * time, and none would ever end well.
   *
   * @param task - Resolves to whether it has succeeded; to `undefined` if it says nothing of its key. One that is rejected says nothing.
   */
  run(key: string, task: () => Promise<boolean | undefined>): Promise<void>;
}

/** Bounds of {@link createLanes}. */
export interface LaneBounds {
  /** Most tasks of a key at once. */
  readonly each: number;
  /** Most tasks of a key at once while they fail. */
  readonly least: number;
  /** Most tasks at once. */
  readonly inAll: number;
}

/** Makes empty lanes. */
export function createLanes(bounds: LaneBounds): Lanes {
  const underWay = new Map<string, number>();
  /** Keys of which fewer may run now, and how many. */
  const narrowed = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let total = 0;

  const mostOf = (key: string): number => Math.floor(narrowed.get(key) ?? bounds.each);
  const learn = (key: string, isWell: boolean): void => {
    const now = narrowed.get(key) ?? bounds.each;
    // Half as many after each failure; one more after as many successes as run at once.
    const next = isWell ? now + 1 / now : Math.max(bounds.least, now / 2);
    if (next >= bounds.each) narrowed.delete(key);
    else narrowed.set(key, next);
  };
  const count = (key: string): number => underWay.get(key) ?? 0;
  const change = (key: string, by: 1 | -1): void => {
    total += by;
    if (count(key) + by === 0) underWay.delete(key);
    else underWay.set(key, count(key) + by);
  };
  const findNext = (): Waiting | undefined => {
    if (total === bounds.inAll) return undefined;
    let next: Waiting | undefined;
    for (const one of waiting) {
      const hasRoom = count(one.key) < mostOf(one.key);
      if (hasRoom && (next === undefined || count(one.key) < count(next.key))) next = one;
    }
    return next;
  };
  const startWaiting = (): void => {
    for (let next = findNext(); next !== undefined; next = findNext()) {
      waiting.delete(next);
      change(next.key, 1);
      next.start();
    }
  };

  return {
    async run(key, task) {
      await new Promise<void>((start) => {
        waiting.add({ key, start });
        startWaiting();
      });
      try {
        const isWell = await task();
        if (isWell !== undefined) learn(key, isWell);
      } finally {
        change(key, -1);
        startWaiting();
      }
    },
  };
}

interface Waiting {
  readonly key: string;
  start(): void;
}
