import type { AgencyStore, Tx } from "../ports.ts";

/** Opens the ports of a store for tests: each call is a transaction of its own. */
export function inside(store: AgencyStore): Tx {
  const port = (name: string): object =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: readonly unknown[]) =>
            store.transaction(async (tx) => {
              const port = Reflect.get(tx, name) as object;
              const ask = Reflect.get(port, method) as (...args: readonly unknown[]) => unknown;
              return Reflect.apply(ask, port, args);
            }),
      },
    );
  return new Proxy({} as Tx, { get: (_, name) => port(String(name)) });
}
