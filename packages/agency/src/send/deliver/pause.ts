import type { AgencyContext } from "../../setting/context.ts";
import type { Pause } from "../../store/rows.ts";

/**
 * Computes the next pause: doubled each time, with jitter, so that many senders do not come back at once.
 *
 * @param isUrgent - Whether a life may be in danger: then it is 5 minutes at most.
 */
export function pauseAfter(
  { retry, random, clock }: Pick<AgencyContext, "retry" | "random" | "clock">,
  attempts: number,
  isUrgent = false,
): Pause {
  const most = isUrgent ? Math.min(retry.maxMs, URGENT_MAX_MS) : retry.maxMs;
  const longest = Math.min(most, retry.baseMs * 2 ** Math.min(attempts - 1, 30));
  const pausedAt = clock.now().getTime();
  return { nextAttempt: pausedAt + Math.round(longest * (0.5 + random() / 2)), pausedAt };
}

const URGENT_MAX_MS = 300_000;
