import { isOfDanger } from "@safepassage/schema";
import type { Tx } from "../../store/ports.ts";
import type { InboxRow } from "../../store/rows.ts";

/**
 * Whether whoever is on duty has to see what a message received says: it belongs to a warning of immediate danger, or a person was
 * told at once that it claims a threat to life. What is in quarantine is another matter.
 */
export const isForDuty = async (
  { events }: Pick<Tx, "events">,
  { digest, purpose, state, erasedAt }: InboxRow,
): Promise<boolean> =>
  state === "accepted" &&
  erasedAt === undefined &&
  (isOfDanger({ "env.purpose": purpose }) || (await events.has("emergencyArrived", digest)));
