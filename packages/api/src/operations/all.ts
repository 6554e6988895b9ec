import { CATALOGUE_OPERATIONS } from "./catalogue.ts";
import { DRAFT_OPERATIONS } from "./drafts.ts";
import { EVENT_OPERATIONS } from "./events.ts";
import { GATEWAY_OPERATIONS } from "./gateway.ts";
import { LIST_OPERATIONS } from "./lists.ts";
import { MESSAGE_OPERATIONS } from "./messages.ts";
import { SENDING_OPERATIONS } from "./sending.ts";

/** Every operation of the local API, by its id. */
export const OPERATIONS = {
  ...LIST_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...SENDING_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...CATALOGUE_OPERATIONS,
  ...GATEWAY_OPERATIONS,
} as const;

export type OperationId = keyof typeof OPERATIONS;
