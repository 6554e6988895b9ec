import { useLayoutEffect, useState, useSyncExternalStore } from "react";

/** Lists of choices that are open now. */
let open = 0;
const followers = new Set<() => void>();

function follow(follower: () => void): () => void {
  followers.add(follower);
  return () => followers.delete(follower);
}

function count(change: 1 | -1): void {
  open += change;
  for (const follower of followers) follower();
}

/** Tells that a list of choices is open, as long as it is. */
export function useOpenList(isOpen: boolean): void {
  // With the drawing that opens it: what arrived a moment later would move the page.
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    count(1);
    return () => count(-1);
  }, [isOpen]);
}

/**
 * A value as it was when somebody opened a list of choices, and as it is now once all are closed. What moves the page waits so: a list
 * closes where its entry moves away under the pointer.
 */
export function useHeldByLists<T>(value: T): T {
  const isOpen = useSyncExternalStore(follow, () => open > 0);
  const [held, hold] = useState({ value });
  if (!isOpen && held.value !== value) hold({ value });
  return isOpen ? held.value : value;
}
