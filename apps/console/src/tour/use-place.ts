import { useSyncExternalStore } from "react";

/** What the address names after `#/`. Both are empty for the first page. */
export interface Place {
  /** Id of a scene. */
  readonly scene: string;
  /** Id of a deed that somebody wants to have shown. */
  readonly deed: string;
}

/** Where somebody is on the tour: `#/S01`, or `#/show/refusal`. */
export function usePlace(): Place {
  const [first = "", second = ""] = useSyncExternalStore(subscribe, placeNow).split("/");
  return first === SHOW ? { scene: "", deed: second } : { scene: first, deed: "" };
}

/** The address at which a deed is shown. */
export const showHref = (deed: string): string => `#/${SHOW}/${deed}`;

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

const SHOW = "show";
let last = "";
