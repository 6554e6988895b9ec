import { EXCHANGE_TYPES } from "@safepassage/schema";

/** Whether a type of message holds what its purpose is about, and not only words about a message. */
export const holdsPurposeFields = (type: string): boolean =>
  !Object.hasOwn(EXCHANGE_TYPES, type) || EXCHANGE_TYPES[type]?.purposeFields === true;
