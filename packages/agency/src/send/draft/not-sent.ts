import { AgencyError } from "../../setting/agency-error.ts";
import type { InboxRow } from "../../store/rows.ts";

/**
 * Makes the error for what only the sender of a message can do, where this agency has sent no such message.
 *
 * @param received - The message, if this agency received it.
 * @returns `GATEWAY_MESSAGE_RECEIVED`, or `GATEWAY_MESSAGE_UNKNOWN`.
 */
export const notSent = (received: InboxRow | undefined): AgencyError =>
  received === undefined
    ? new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent")
    : new AgencyError("GATEWAY_MESSAGE_RECEIVED", "this agency did not send it");
