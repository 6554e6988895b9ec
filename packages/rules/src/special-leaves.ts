import { isSpecial } from "@safepassage/policy";
import type { LeafView, MessageView } from "./message-view.ts";

/** Leaves of a special category (LED Art 10, GDPR Art 9). */
export function specialLeaves({
  concern,
  leaves,
}: Pick<MessageView, "concern" | "leaves">): readonly LeafView[] {
  return leaves.filter(({ gid, own }) => isSpecial(concern, gid, own));
}
