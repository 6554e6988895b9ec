import { AgencyError, type AgencyStore, type ChangeRow } from "@safepassage/agency";

/** A change with its place. */
export type PlacedChange = ChangeRow & { readonly position: number };

/** Tells those who follow what has changed. */
export interface ChangeFeed {
  /** Called after a commit that changed something. */
  wake(): void;
  /**
   * The next changes after a place, at most a hundred. Waits for one, until `signal` aborts or the time is over; then
   * there are none.
   *
   * @throws AgencyError `GATEWAY_STORE_AWAY` if the place is behind the end: the database was put back to an earlier state.
   */
  next(position: number, waitMs: number, signal: AbortSignal): Promise<readonly PlacedChange[]>;
  /** Ends all waiting for good. */
  close(): void;
  /** Whether it was closed: nothing is waited for any more. */
  isClosed(): boolean;
}

/** Makes the feed of a store. */
export function createChangeFeed(store: AgencyStore): ChangeFeed {
  const waiting = new Set<() => void>();
  const closed = new AbortController();
  const read = (position: number): Promise<readonly PlacedChange[]> =>
    store.transaction(async ({ changes }) => {
      const found = await changes.after(position, PART);
      if (found.length === 0 && (await changes.span()).last < position)
        throw new AgencyError("GATEWAY_STORE_AWAY", "the database was put back");
      return found;
    });
  return {
    wake() {
      for (const resume of [...waiting]) resume();
    },
    async next(position, waitMs, signal) {
      // Registered before it reads: what is committed meanwhile wakes it.
      let resume = (): void => {};
      const woken = new Promise<void>((resolve) => {
        resume = resolve;
      });
      waiting.add(resume);
      const timer = setTimeout(resume, waitMs);
      const ending = AbortSignal.any([signal, closed.signal]);
      ending.addEventListener("abort", resume, { once: true });
      try {
        const found = await read(position);
        if (found.length > 0 || ending.aborted) return found;
        await woken;
        return ending.aborted ? [] : await read(position);
      } finally {
        clearTimeout(timer);
        waiting.delete(resume);
        ending.removeEventListener("abort", resume);
      }
    },
    close() {
      closed.abort();
    },
    isClosed: () => closed.signal.aborted,
  };
}

const PART = 100;
