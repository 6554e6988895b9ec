import type { LeafView } from "./message-view.ts";

/** Lists the leaves of a field. */
export function leavesOf(id: string, leaves: readonly LeafView[]): readonly LeafView[] {
  return leaves.filter(({ field }) => field.id === id);
}

/** Lists the values of a field. */
export function valuesOf(id: string, leaves: readonly LeafView[]): readonly LeafView["value"][] {
  return leavesOf(id, leaves).map(({ value }) => value);
}
