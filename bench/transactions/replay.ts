import type { AgencyStore, Tx } from "@safepassage/agency";
import type { Calls } from "./record-calls.ts";
import type { Statement } from "./statement.ts";
import type { Parts } from "./ways.ts";

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

/**
 * Repeats both parts of transactions on a store, and closes it.
 *
 * @param noted - Gets the statements of the store while it works.
 * @returns the statements of each part.
 */
export async function statementsIn(
  store: AgencyStore,
  noted: Statement[],
  [first, rest]: Parts<Calls>,
  atOnce: number,
): Promise<Parts<Statement>> {
  try {
    await store.ready?.();
    noted.length = 0;
    await replayCalls(store, first, atOnce);
    const warming = noted.splice(0);
    await replayCalls(store, rest, atOnce);
    return [warming, noted];
  } finally {
    await store.close();
  }
}
