import type { Reach } from "./failpoints.ts";
import type { GatewayStore } from "./store.ts";

/**
 * Has a store scrub its files after every transaction that erased content, whoever asked for it.
 *
 * @param store - Any implementation: its methods are called on itself, so that a class may keep private members.
 * @param reach - Told before and after, as it is a point at which the process may die.
 * @see `docs/spec/gateway-store.md#store`
 */
export function scrubAfterErasure(store: GatewayStore, reach: Reach): GatewayStore {
  let hasErased = false;
  const scrubbing: Pick<GatewayStore, "transaction" | "eraseInbox" | "eraseOutbox"> = {
    transaction(work) {
      hasErased = false;
      const result = store.transaction(work);
      if (hasErased) {
        reach("erasure.before-scrub");
        store.scrub();
        reach("erasure.after-scrub");
      }
      return result;
    },
    eraseInbox(...row) {
      hasErased = true;
      store.eraseInbox(...row);
    },
    eraseOutbox(...row) {
      hasErased = true;
      store.eraseOutbox(...row);
    },
  };
  // All else is the store's own.
  return new Proxy(scrubbing as GatewayStore, {
    get(_, name) {
      if (Object.hasOwn(scrubbing, name)) return Reflect.get(scrubbing, name);
      const member: unknown = Reflect.get(store, name);
      return typeof member === "function" ? member.bind(store) : member;
    },
  });
}
