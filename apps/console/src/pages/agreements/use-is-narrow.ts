import { useSyncExternalStore } from "react";

/** Whether the page is as narrow as a phone, where columns have no room beside each other. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(changed: () => void): () => void {
  const media = matchMedia(NARROW);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

const NARROW = "(max-width: 40rem)";
