import type { FactContext } from "../../setting/context.ts";
import type { InboxRow } from "../../store/rows.ts";
import type { Effect } from "../shared/effect.ts";
import { restrictingIn, reviewIn } from "../shared/retention.ts";

/**
 * Raises an alarm where the sender of a message has it erased, and a review here keeps it as evidence, or since its accuracy is contested:
 * whoever decided that counts on it.
 *
 * @param row - As it was before.
 * @param at - Now.
 * @see LED Article 16(3)
 */
export function evidenceErased(
  { facts }: Pick<FactContext, "facts">,
  { digest: ref }: Pick<InboxRow, "digest">,
  at: string,
): readonly Effect[] {
  const reviews = facts.events.about("reviewed", ref).map(reviewIn);
  const kept = restrictingIn(reviews.filter(({ until = "" }) => until >= at.slice(0, DAY)));
  if (kept?.ground === undefined) return [];
  const event = { kind: "evidenceErased", at, ref, code: kept.ground };
  return [{ does: "event", event, once: true }, { does: "announce" }];
}

/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
