import type { AgencyContext } from "../setting/context.ts";
import type { Pause } from "../store/rows.ts";

/** Computes the next pause: doubled each time, with jitter, so that many senders do not come back at once. */
export function pauseAfter(
  { retry, random, clock }: Pick<AgencyContext, "retry" | "random" | "clock">,
  attempts: number,
): Pause {
  const longest = Math.min(retry.maxMs, retry.baseMs * 2 ** Math.min(attempts - 1, 30));
  const pausedAt = clock.now().getTime();
  return { nextAttempt: pausedAt + Math.round(longest * (0.5 + random() / 2)), pausedAt };
}
