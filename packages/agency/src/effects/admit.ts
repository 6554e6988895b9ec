import { TrustError } from "@safepassage/trust";
import type { Tx } from "../store/ports.ts";

/** A message that came in. */
export interface Arrival {
  /** Entity id of its sender. */
  readonly iss: string;
  /** Id of the message, unique to its sender. */
  readonly jti: string;
  /** SHA-256 of the signed message, base64url. */
  readonly digest: string;
  /** The delivery deadline. Instant. */
  readonly deliverBy: string;
}

/**
 * Remembers a message, or refuses it. The id is kept until a day after the delivery deadline, when a late copy is refused
 * for its deadline already; the digest is kept for ever, so that erasing a message never lets it in again.
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
