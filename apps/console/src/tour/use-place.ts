import { useSyncExternalStore } from "react";

/** What the address names after `#/`. */
export interface Place {
  /** Id of a scene; empty for the first page. */
  readonly scene: string;
  /** Number of the step that somebody wants to see, from 1. `NaN` if none is named. */
  readonly until: number;
}

/** Where somebody is on the tour: `#/S01` or `#/S01/2`. */
export function usePlace(): Place {
  const [scene = "", until] = useSyncExternalStore(subscribe, placeNow).split("/");
  return { scene, until: Number(until) };
}

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
