import { isSpecial } from "@safepassage/policy";
import type { LeafView, MessageView } from "./message-view.ts";

/** Lists the leaves of a field. */
export function leavesOf(id: string, leaves: readonly LeafView[]): readonly LeafView[] {
  return leaves.filter(({ field }) => field.id === id);
}

/** Lists the values of a field. */
export function valuesOf(id: string, leaves: readonly LeafView[]): readonly LeafView["value"][] {
  return leavesOf(id, leaves).map(({ value }) => value);
}

/** Leaves of a special category (LED Art 10, GDPR Art 9). */
export function specialLeaves({
  concern,
  leaves,
}: Pick<MessageView, "concern" | "leaves">): readonly LeafView[] {
  return leaves.filter(({ gid, own }) => isSpecial(concern, gid, own));
}
