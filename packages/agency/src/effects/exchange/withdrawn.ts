import { eventsOf, restsOnConsentAlone, sharedKey, textsIn } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { isHeld, readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { Passing } from "./exchange.ts";

/**
 * The messages that a withdrawal of consents ends: those of its sender in its exchange that rest on one of these consents, and on
 * consent alone. Where a part of the consent remains, a person has to decide.
 *
 * @see `docs/spec/gateway-erasure.md#copies`
 */
export function withdrawnBy(
  { facts }: Pick<FactContext, "facts">,
  { message, other, own }: Omit<Passing, "digest">,
): readonly string[] {
  const box = own ? facts.outbox : facts.inbox;
  const exchangeId = message.private["private.exchangeId"];
  const held = withdrawnRefs(message).flatMap((ref) => [
    ...box.heldUnder(sharedKey(exchangeId, ref), other).filter((digest) => {
      const row = box.findByDigest(digest);
      const found = row && readableIn(row)?.message;
      // What cannot be read serves nobody, and may rest on it.
      if (row !== undefined && found === undefined) return isHeld(row);
      // A group may have the id of a consent: what counts is what the message rests on.
      return (
        found?.private["private.consentRefs"].includes(ref) === true && restsOnConsentAlone(found)
      );
    }),
    // What is erased here can be held by its recipient all the same.
    ...(own ? facts.recalls.on(ref) : []).filter((digest) =>
      facts.recalls.of(digest).some((one) => one.exchangeId === exchangeId),
    ),
  ]);
  return [...new Set(held)];
}

/** References of the consents of which a message says that nothing remains; none for a message of another type. */
export function withdrawnRefs({
  clear,
  body,
}: Pick<DecodedMessage, "clear" | "body">): readonly string[] {
  const groups = Object.values(body);
  const isWhole = textsIn(groups, "consent.remainingScope").length === 0;
  return clear["env.messageType"] === WITHDRAWAL && isWhole ? textsIn(groups, "consent.ref") : [];
}

/** Digests of the messages that a correction takes back since the consent that they rest on was withdrawn. */
export const namedAsWithdrawn = (
  message: Pick<DecodedMessage, "clear" | "private" | "body">,
): ReadonlySet<string> =>
  new Set(
    eventsOf(message).flatMap(({ kind, messages }) =>
      kind === "consentWithdrawn" ? messages : [],
    ),
  );

const WITHDRAWAL = "consentWithdrawal";
