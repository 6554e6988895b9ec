import { toInstant } from "@safepassage/core";
import type { FactContext } from "../../setting/context.ts";
import { type Effect, tally } from "../shared/effect.ts";
import { emergency } from "./quarantine.ts";

/** An authentic message that claims a threat to life and is not taken in. */
export interface RefusedEmergency {
  /** Entity id of who signed it. */
  readonly sender: string;
  /** Digest of the sealed package, or of the message if that was taken in. */
  readonly ref: string;
  readonly code: string;
}

/**
 * Raises an alarm about a refused emergency. Of one sender at most eight go within an hour, then one that says that there
 * are many, and no more in that hour: whoever signs faulty emergencies without end hides no other sender's, and fills no
 * disk.
 *
 * @see `docs/spec/gateway-receiving.md#refused-emergencies`
 */
export function refusedEmergency(
  context: Pick<FactContext, "facts" | "clock">,
  { sender, ref, code }: RefusedEmergency,
): readonly Effect[] {
  const { count, remember } = tally(context, `refusedEmergencies ${sender}`, HOUR_MS);
  if (count > MOST_REFUSED + 1) return [];
  const kind = count > MOST_REFUSED ? "manyEmergenciesRefused" : "emergencyRefused";
  return [remember, ...emergency(kind, { ref, code, at: toInstant(context.clock.now()) })];
}

const HOUR_MS = 3_600_000;
/** Most refused emergencies of one sender within an hour that raise an alarm each. A person calls long before. */
const MOST_REFUSED = 8;
