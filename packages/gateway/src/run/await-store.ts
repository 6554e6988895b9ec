import type { AgencyError, AgencyStore } from "@safepassage/agency";
import { toStoreError } from "../operate/store-error.ts";

/** How {@link awaitStore} waits. */
export interface AwaitOptions {
  /** Milliseconds for which a store is waited for that another program has. Default 500. */
  readonly inUseMs?: number;
  /** Hears what stands in the way: at first, and whenever it is something else. */
  readonly onWait: (error: AgencyError) => void;
  /** Ends the wait: then what stood in the way is thrown. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens the store. Another program may have it for a moment, a database server may start after the gateway, and a disk get
 * room: that is waited for.
 *
 * @throws AgencyError `GATEWAY_STORE_*`.
 */
export async function awaitStore(
  open: () => Promise<AgencyStore>,
  { inUseMs = 500, onWait, signal }: AwaitOptions,
): Promise<AgencyStore> {
  let told: string | undefined;
  let inUseSince: number | undefined;
  for (let pauseMs = FIRST_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_MS)) {
    try {
      return await open();
    } catch (thrown) {
      const error = toStoreError(thrown);
      const isInUse = error.code === "GATEWAY_STORE_IN_USE";
      if (!isInUse && !PASSING.has(error.code)) throw thrown;
      const now = performance.now();
      inUseSince = isInUse ? (inUseSince ?? now) : undefined;
      if (signal?.aborted || (inUseSince !== undefined && now - inUseSince >= inUseMs)) throw error;
      if (told !== error.code) onWait(error);
      told = error.code;
      await pause(pauseMs, signal);
      if (signal?.aborted) throw error;
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}

const PASSING: ReadonlySet<string> = new Set([
  ...["GATEWAY_STORE_AWAY", "GATEWAY_STORE_FULL", "GATEWAY_STORE_READ_ONLY"],
]);
const FIRST_MS = 250;
const MOST_MS = 2000;
