import {
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from "node:net";

/**
 * Gives each address of a name as long as a line by satellite takes, for all connections of this process. Node gives a quarter of a
 * second, and then gives up all addresses but the last one: a registry whose last address cannot be reached was never read.
 *
 * Where IPv6 does not work, each new connection takes as much longer, so it may not be more: a `check` waits for five seconds.
 */
export function connectPatiently(): void {
  const now = getDefaultAutoSelectFamilyAttemptTimeout();
  setDefaultAutoSelectFamilyAttemptTimeout(Math.max(now, ADDRESS_MS));
}

const ADDRESS_MS = 2000;
