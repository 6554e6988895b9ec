import { useSyncExternalStore } from "react";

/** By how much the clock of the gateway is ahead of that of the machine, in milliseconds. */
let aheadMs = 0;

/** The time by the clock of the gateway, in milliseconds: the clock of a machine may be wrong by hours or days. Until the gateway has answered, it is the time of the machine. */
export const now = (): number => byGateway(Date.now());

/** What the clock of the gateway showed at a time of the machine. Both are in milliseconds. */
export const byGateway = (machineTime: number): number => machineTime + aheadMs;

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
  // Nobody knows when in a long wait the answer was given. If the clock was set meanwhile, the two times of the machine cannot be compared.
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
/** A smaller difference changes nothing: an answer takes time to arrive, and the gateway states its time in whole seconds. */
const NOISE_MS = 5_000;
