import { useSyncExternalStore } from "react";

/** The scene that the address names after `#/`; empty for the first page. */
export const usePlace = (): string => useSyncExternalStore(subscribe, placeNow);

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

/** What else stands after `#` is a place within the page, which stays. */
function placeNow(): string {
  const [, named] = /^#\/(.*)$/.exec(location.hash) ?? [];
  if (named !== undefined || location.hash === "") last = named ?? "";
  return last;
}

let last = "";
