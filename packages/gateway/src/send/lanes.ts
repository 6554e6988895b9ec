/** Runs tasks in parallel, within bounds. */
export interface Lanes {
  /**
   * Runs a task as soon as there is room. Of the waiting tasks, the next is one whose key has the fewest running, so that
   * a slow key does not delay others.
   */
  run(key: string, task: () => Promise<void>): Promise<void>;
}

/**
 * Makes empty lanes.
 *
 * @param bounds - Most tasks at once: for `each` key, and `inAll`.
 */
export function createLanes(bounds: { readonly each: number; readonly inAll: number }): Lanes {
  const underWay = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let total = 0;

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
      const hasRoom = count(one.key) < bounds.each;
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
        await task();
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
