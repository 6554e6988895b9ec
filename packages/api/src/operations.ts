import { DRAFT_OPERATIONS } from "./operations/drafts.ts";
import { EVENT_OPERATIONS } from "./operations/events.ts";
import { GATEWAY_OPERATIONS } from "./operations/gateway.ts";
import { LIST_OPERATIONS } from "./operations/lists.ts";
import { MESSAGE_OPERATIONS } from "./operations/messages.ts";
import { SENDING_OPERATIONS } from "./operations/sending.ts";

/** Every operation of the local API, by its id. */
export const OPERATIONS = {
  ...LIST_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...SENDING_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...GATEWAY_OPERATIONS,
} as const;

export type OperationId = keyof typeof OPERATIONS;
