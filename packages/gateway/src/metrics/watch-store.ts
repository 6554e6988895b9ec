import type { AgencyStore } from "@safepassage/agency";

/** What a store tells about one transaction, in milliseconds. */
export interface StoreTimes {
  /** From the call until it had its turn. */
  readonly waitMs: number;
  /** From then until it was on the disk, or rolled back. */
  readonly workMs: number;
}

/** Gives a store that tells the times of its transactions. */
export function watchStore(store: AgencyStore, onEnd: (times: StoreTimes) => void): AgencyStore {
  return withOwn(store, {
    async transaction(work) {
      const called = performance.now();
      let began: number | undefined;
      try {
        return await store.transaction((tx) => {
          began = performance.now();
          return work(tx);
        });
      } finally {
        const end = performance.now();
        const turn = began ?? end;
        onEnd({ waitMs: turn - called, workMs: end - turn });
      }
    },
  });
}

/** A store with some functions in place of its own. It may be of a class, whose functions need it as `this`. */
export function withOwn(store: AgencyStore, own: Partial<AgencyStore>): AgencyStore {
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
