import { TrustError } from "@safepassage/trust";
import type { ReplayEntry, Tx } from "../store/ports.ts";

/** A message that came in. */
export interface Arrival extends Omit<ReplayEntry, "keepUntil"> {
  /** The delivery deadline. Instant. */
  readonly deliverBy: string;
}

/**
 * Remembers a message, or refuses a replay. The id is kept until a day after the delivery deadline: a later copy is
 * refused for its deadline. The digest is kept for ever, so that erasing a message never lets it in again.
 *
 * @throws TrustError `TRUST_REPLAYED`.
 */
export async function admit(
  { replay }: Pick<Tx, "replay">,
  { deliverBy, ...ids }: Arrival,
): Promise<void> {
  const keepUntil = new Date(Date.parse(deliverBy) + KEEP_AFTER_MS);
  const seen = await replay.insert({ ...ids, keepUntil });
  if (seen !== "new") throw new TrustError("TRUST_REPLAYED", `${seen} of ${ids.iss}`);
}

const KEEP_AFTER_MS = 86_400_000;
