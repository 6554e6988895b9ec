import { restsOnConsentAlone, sharedKey, textsIn } from "@safepassage/history";
import type { OpenedMessage } from "@safepassage/message";
import type { FactContext } from "../setting/context.ts";

/**
 * The messages that a withdrawal of consents ends: those of its sender in its exchange that rest on one of these consents, and on
 * consent alone. Where a part of the consent remains, a person has to decide.
 *
 * @see `docs/spec/gateway-erasure.md#copies`
 */
export function withdrawnBy(
  { facts: { inbox } }: Pick<FactContext, "facts">,
  { message, sender }: Pick<OpenedMessage, "message" | "sender">,
): readonly string[] {
  const groups = Object.values(message.body);
  if (textsIn(groups, "consent.remainingScope").length > 0) return [];
  const exchangeId = message.private["private.exchangeId"];
  const held = textsIn(groups, "consent.ref").flatMap((ref) =>
    inbox.heldUnder(sharedKey(exchangeId, ref), sender.entity).filter((digest) => {
      const found = inbox.findByDigest(digest)?.content?.message;
      // A group may have the id of a consent: what counts is what the message rests on.
      return (
        found?.private["private.consentRefs"].includes(ref) === true && restsOnConsentAlone(found)
      );
    }),
  );
  return [...new Set(held)];
}
