import { EXCHANGE_TYPES, type ExchangeTypeEntry } from "@safepassage/schema";

/** What the catalogue says of a type of message that every open exchange admits; `undefined` for one that opens. */
export const exchangeTypeOf = (type: string): ExchangeTypeEntry | undefined =>
  Object.hasOwn(EXCHANGE_TYPES, type) ? EXCHANGE_TYPES[type] : undefined;

/** Whether a message of a type ends its exchange. */
export const closesExchange = (type: string): boolean => exchangeTypeOf(type)?.closes === true;

/** Whether who may send a message of a type depends on who opened the exchange. */
export const hasSide = (type: string): boolean => (exchangeTypeOf(type)?.dir ?? "both") !== "both";
