import type { GatewayStore } from "../src/index.ts";

/** A store as a class may be: its methods are inherited, and work on itself only. */
export function asClass(store: GatewayStore): GatewayStore {
  const members = Object.entries(store).map(([name, member]) => [
    name,
    typeof member === "function" ? member : asClass(member),
  ]);
  return withPrivate(Object.fromEntries(members)) as GatewayStore;
}

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
