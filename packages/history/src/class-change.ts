import {
  type ClassSaid,
  type DecodedMessage,
  isNarrowed,
  type LifecycleEvent,
} from "@safepassage/schema";
import type { StoredMention } from "./history-store.ts";

/**
 * The change by which a person came to count as accused, or no longer as a child: when it was first said, who
 * believed otherwise, and who was told since. `undefined` if nobody believed otherwise.
 *
 * @param mentions - What was said of her, oldest first.
 * @param message - The message that is judged. It counts as the notice to its recipient.
 * @param gid - Her group in it.
 */
export function classChange(
  mentions: readonly StoredMention[],
  { clear, body }: DecodedMessage,
  gid: string,
): LifecycleEvent | undefined {
  const said = [
    ...mentions
      .filter(({ own }) => own)
      .map(({ record, mention }) => ({ to: record.to, at: record.at ?? "", said: mention })),
    {
      to: clear["env.recipient.agencyId"],
      at: clear["env.createdAt"],
      said: (body[gid] ?? {}) as ClassSaid,
    },
  ];
  const recipients = new Set<string>();
  const told = new Set<string>();
  let first: string | undefined;
  for (const [place, before] of said.entries()) {
    const { ledCategory = "", ageClass = "" } = before.said;
    const narrower = said
      .slice(place + 1)
      .filter((later) => isNarrowed({ ledCategory, ageClass }, later.said));
    const [change] = narrower;
    if (change === undefined) continue;
    recipients.add(before.to);
    if (narrower.some(({ to }) => to === before.to)) told.add(before.to);
    if (first === undefined || change.at < first) first = change.at;
  }
  if (first === undefined) return undefined;
  return {
    kind: "classChanged",
    at: first,
    recipients: [...recipients],
    correctedRecipients: [...told],
  };
}
