import { useSyncExternalStore } from "react";
import type { DeedId } from "./tour-api.ts";

/** Deeds whose end somebody has looked at. */
export type Looked = ReadonlySet<DeedId>;

/** What somebody has looked at since the page was loaded. */
export const useLooked = (): Looked => useSyncExternalStore(subscribe, () => looked);

/** Notes that somebody has gone to look. */
export function noteLooked(deed: DeedId): void {
  looked = new Set([...looked, deed]);
  for (const changed of watchers) changed();
}

function subscribe(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

let looked: Looked = new Set();
const watchers = new Set<() => void>();
