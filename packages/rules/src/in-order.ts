import type { NotEvaluated } from "./judgement.ts";

/** Compares two texts by code units, independent of locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares by rule, then by part. */
export function comparePlaces(a: NotEvaluated, b: NotEvaluated): number {
  return compare(a.rule, b.rule) || compare(a.part ?? "", b.part ?? "");
}

/** Sorted, which mostly it is. */
export function inOrder<T>(items: readonly T[], order: (a: T, b: T) => number): readonly T[] {
  for (let i = 1; i < items.length; i++) {
    if (order(items[i - 1] as T, items[i] as T) > 0) return items.toSorted(order);
  }
  return items;
}
