import type { AgencyContext } from "../setting/context.ts";

/** When something that failed is tried again. Milliseconds since 1970. */
export interface Pause {
  readonly nextAttempt: number;
  /** When that was decided. */
  readonly pausedAt: number;
}

/** Doubling pauses with jitter, so that many senders do not come back at the same moment. */
export function pauseAfter(
  { retry, random, clock }: Pick<AgencyContext, "retry" | "random" | "clock">,
  attempts: number,
): Pause {
  const longest = Math.min(retry.maxMs, retry.baseMs * 2 ** Math.min(attempts - 1, 30));
  const pausedAt = clock.now().getTime();
  return { nextAttempt: pausedAt + Math.round(longest * (0.5 + random() / 2)), pausedAt };
}
