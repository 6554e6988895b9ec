import { useSyncExternalStore } from "react";

/** By how much the clock of the gateway is ahead of that of the machine, in milliseconds. */
let aheadMs = 0;

/** The time by the clock of the gateway, in milliseconds: that of a machine may be wrong by hours or days. Until the gateway has answered, that of the machine. */
export const now = (): number => Date.now() + aheadMs;

/** {@link now}, anew each second while a part of the page looks at it. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now() / SECOND_MS) * SECOND_MS);
}

/**
 * Learns the time of the gateway from an answer, which says when it was given (RFC 9110, section 6.6.1).
 *
 * @param askedAt - When it was asked for, by the clock of the machine.
 */
export function learnTime({ headers }: Pick<Response, "headers">, askedAt: number): void {
  const answeredAt = Date.now();
  const saidAt = Date.parse(headers.get("date") ?? "");
  // An answer that took long may have been given early or late, and a clock that was set meanwhile says nothing.
  if (Number.isNaN(saidAt) || answeredAt < askedAt || answeredAt - askedAt > LONG_MS) return;
  const ahead = saidAt + SECOND_MS / 2 - (askedAt + answeredAt) / 2;
  if (Math.abs(ahead - aheadMs) >= NOISE_MS) aheadMs = Math.round(ahead / SECOND_MS) * SECOND_MS;
}

function subscribe(changed: () => void): () => void {
  const timer = setInterval(changed, SECOND_MS);
  return () => clearInterval(timer);
}

const SECOND_MS = 1000;
const LONG_MS = 4_000;
/** What differs less is known already: the way takes time, and the gateway says its time in whole seconds. */
const NOISE_MS = 5_000;
