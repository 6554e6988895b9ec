import type { DecodedMessage, LifecycleEvent } from "@safepassage/schema";
import { type ClassSaid, isNarrowed } from "@safepassage/validator";
import type { StoredMention } from "./history-store.ts";

/**
 * The change by which a person came to count as an accused one, or as no child any more, as what
 * was said of her shows it: when it was first said, who had been told otherwise, and who was told
 * since. None if nobody was told otherwise.
 *
 * @param mentions - What was said of her, oldest first.
 * @param message - The message that is judged; what it says counts as told.
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
