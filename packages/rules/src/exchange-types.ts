import { EXCHANGE_TYPES } from "@safepassage/schema";

/** Whether a type of message carries the fields of its purpose, and not only statements about a message. */
export const holdsPurposeFields = (type: string): boolean =>
  !Object.hasOwn(EXCHANGE_TYPES, type) || EXCHANGE_TYPES[type]?.purposeFields === true;
