import type { AgencyStore, Tx } from "@safepassage/agency";
import type { Calls } from "./record-calls.ts";

/** Repeats transactions on an empty store, so many at once: the store commits those together. */
export async function replayCalls(
  store: AgencyStore,
  transactions: readonly Calls[],
  atOnce: number,
): Promise<void> {
  for (let at = 0; at < transactions.length; at += atOnce) {
    const group = transactions.slice(at, at + atOnce);
    await Promise.all(group.map((calls) => store.transaction((tx) => repeat(tx, calls))));
  }
}

async function repeat(tx: Tx, calls: Calls): Promise<void> {
  for (const { port, method, args } of calls) {
    await Reflect.get(tx[port], method).apply(tx[port], [...args]);
  }
}
