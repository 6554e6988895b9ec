import { useSyncExternalStore } from "react";

/** The scene that the address names after `#`; empty for the first page. */
export const usePlace = (): string => useSyncExternalStore(subscribe, placeNow);

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

const placeNow = (): string => location.hash.slice(1);
