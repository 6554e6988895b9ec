import { isSpecial } from "@safepassage/policy";
import type { LeafView, MessageView } from "./message-view.ts";

/** Finds the leaves of a special category (LED Art 10, GDPR Art 9), once for all rules of a judgement. */
export function specialLeaves({
  concern,
  leaves,
  message,
}: Pick<MessageView, "concern" | "leaves" | "message">): readonly LeafView[] {
  const known = cache.get(message);
  if (known !== undefined) return known;
  const special = leaves.filter(({ gid, own }) => isSpecial(concern, gid, own));
  cache.set(message, special);
  return special;
}

// Keyed by the message object of one judgement, which no other judgement shares.
const cache = new WeakMap<object, readonly LeafView[]>();
