import { useSyncExternalStore } from "react";

/**
 * Whether the browser believes to have a network. It changes when a network comes back: a reason to try again, and none to wait,
 * since a gateway on the same machine is reached without one.
 */
export const useOnline = (): boolean => useSyncExternalStore(follow, () => navigator.onLine);

function follow(changed: () => void): () => void {
  const over = new AbortController();
  for (const event of ["online", "offline"]) {
    addEventListener(event, changed, { signal: over.signal });
  }
  return () => over.abort();
}
