import type { AgencyStore, Tx } from "@safepassage/agency";

/** A store written as classes: its methods, and those of its ports, are inherited and need their own `this`. */
export function asClass(store: AgencyStore): AgencyStore {
  return withPrivate({
    transaction: <T>(work: (tx: Tx) => Promise<T>) => store.transaction((tx) => work(asPorts(tx))),
    scrub: () => store.scrub(),
    close: () => store.close(),
  }) as AgencyStore;
}

const asPorts = (tx: Tx): Tx =>
  withPrivate(
    Object.fromEntries(Object.entries(tx).map(([name, port]) => [name, withPrivate({ ...port })])),
  ) as Tx;

function withPrivate(members: Readonly<Record<string, unknown>>): object {
  class Store {
    readonly #members = members;
    read(name: string): unknown {
      return this.#members[name];
    }
  }
  for (const [name, member] of Object.entries(members)) {
    const own =
      typeof member === "function"
        ? {
            writable: true,
            value(this: Store, ...given: unknown[]): unknown {
              return (this.read(name) as (...args: unknown[]) => unknown)(...given);
            },
          }
        : {
            get(this: Store): unknown {
              return this.read(name);
            },
          };
    Object.defineProperty(Store.prototype, name, own);
  }
  return new Store();
}
