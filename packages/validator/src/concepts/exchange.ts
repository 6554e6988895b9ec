import type { Claims } from "@safepassage/rules";
import { EXCHANGE_TYPES, type ExchangeEntry } from "@safepassage/schema";

/** What places a message in an exchange. */
export type Placed = Pick<
  Claims,
  | "env.purpose"
  | "env.sender.agencyId"
  | "env.recipient.agencyId"
  | "private.exchangeId"
  | "private.inReplyTo"
>;

/** Earlier messages of the exchange of a message, between the same two agencies and for the same purpose. */
export function earlierIn(
  exchange: readonly ExchangeEntry[],
  claims: Placed,
): readonly ExchangeEntry[] {
  const parties = new Set([claims["env.sender.agencyId"], claims["env.recipient.agencyId"]]);
  return exchange.filter(
    (entry) =>
      entry.exchangeId === claims["private.exchangeId"] &&
      entry.purpose === claims["env.purpose"] &&
      // The same two agencies, because nobody answers herself.
      entry.from !== entry.to &&
      parties.has(entry.from) &&
      parties.has(entry.to),
  );
}

/** The messages that a message answers. */
export const answeredIn = (
  earlier: readonly ExchangeEntry[],
  { "private.inReplyTo": id }: Pick<Claims, "private.inReplyTo">,
): readonly ExchangeEntry[] => earlier.filter(({ message }) => message === id);

/** The message that opened the exchange; `undefined` if it is not among these. */
export const openingIn = (earlier: readonly ExchangeEntry[]): ExchangeEntry | undefined =>
  earlier.find(
    ({ messageType }) => messageType !== undefined && !Object.hasOwn(EXCHANGE_TYPES, messageType),
  );
