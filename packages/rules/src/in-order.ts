import type { NotEvaluated } from "./judgement.ts";

/** Compares two texts by code units, independent of locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares by rule, then by part. */
export function comparePlaces(a: NotEvaluated, b: NotEvaluated): number {
  return compare(a.rule, b.rule) || compare(a.part ?? "", b.part ?? "");
}

/**
 * Merges two lists into a sorted one. The second may be unsorted, as with rules in the caller's order;
 * then everything is sorted. An empty second list costs nothing.
 */
export function merge<T>(
  one: readonly T[],
  other: readonly T[],
  order: (a: T, b: T) => number,
): readonly T[] {
  if (other.length === 0) return one;
  const all: T[] = [];
  let next = 0;
  for (const item of one) {
    for (; next < other.length && order(other[next] as T, item) < 0; next++) {
      all.push(other[next] as T);
    }
    all.push(item);
  }
  for (; next < other.length; next++) all.push(other[next] as T);
  return inOrder(all, order);
}

/** Whether two lists have the same items in the same order. */
export function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
}

/** Sorts a list, which is usually sorted already. */
export function inOrder<T>(items: readonly T[], order: (a: T, b: T) => number): readonly T[] {
  for (let i = 1; i < items.length; i++) {
    if (order(items[i - 1] as T, items[i] as T) > 0) return items.toSorted(order);
  }
  return items;
}
