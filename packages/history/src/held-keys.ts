import type { DecodedMessage } from "@safepassage/schema";
import { digestsToChange } from "./said-of-others.ts";

/**
 * What a message is found by as long as its content is held, in whichever state it is: a look-up costs what it
 * finds, not what there is. A partner chooses ids and exchanges, so it must not choose the cost.
 */
export type HeldKey =
  /** Corrections that carry values, for the message with this digest among others. */
  | { readonly kind: "valueFor"; readonly key: string }
  /** Messages of an exchange that have one id of a group or a consent; see {@link sharedKey}. */
  | { readonly kind: "shares"; readonly key: string }
  /** Messages sent on one consent, to whomever: the key is its reference. */
  | { readonly kind: "consent"; readonly key: string };

/** Whose messages are looked up: sent by this agency to the other, or received from it. */
export interface HeldBy {
  readonly own: boolean;
  readonly other: string;
}

/** A key of kind `shares`. */
export const sharedKey = (exchangeId: string, id: string): HeldKey => ({
  kind: "shares",
  key: `${exchangeId} ${id}`,
});

/** Ids that a copy has in common with its original: those of groups and of consents. */
export function sharedIds(message: Partial<DecodedMessage>): readonly string[] {
  return [...new Set([...Object.keys(message.body ?? {}), ...consentsOf(message)])];
}

/** A message may wait in quarantine without a private part. */
function consentsOf({ private: hidden }: Partial<DecodedMessage>): readonly string[] {
  const refs: readonly string[] | undefined = hidden?.["private.consentRefs"];
  return refs ?? [];
}

/**
 * The keys of a message.
 *
 * @param message - May be faulty in shape, where it waits in quarantine.
 */
export function heldKeysOf(
  message: Partial<DecodedMessage>,
  {
    messageType,
    exchangeId,
    own,
  }: {
    readonly messageType: string;
    readonly exchangeId: string;
    /** Whether this agency has sent it: a partner's consents are not withdrawn here. */
    readonly own: boolean;
  },
): readonly HeldKey[] {
  const { body = {} } = message;
  const values = (messageType === "correction" ? digestsToChange(body) : undefined) ?? [];
  return [
    ...sharedIds(message).map((id) => sharedKey(exchangeId, id)),
    ...[...values].map((key) => ({ kind: "valueFor", key }) as const),
    ...(own ? consentsOf(message).map((key) => ({ kind: "consent", key }) as const) : []),
  ];
}
