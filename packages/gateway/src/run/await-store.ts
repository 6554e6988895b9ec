import { AgencyError, type AgencyStore } from "@safepassage/agency";

/**
 * Opens the store. Another command may be using it for a moment, and a database server may start after the gateway: that
 * is waited for.
 *
 * @param onAway - Hears once that the server is away, with the reason.
 * @param signal - Ends the wait: then what stood in the way is thrown.
 */
export async function awaitStore(
  open: () => Promise<AgencyStore>,
  { onAway, signal }: { onAway: (error: AgencyError) => void; signal: AbortSignal | undefined },
): Promise<AgencyStore> {
  let [used, away] = [0, 0];
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof AgencyError) || signal?.aborted) throw error;
      if (error.code === "GATEWAY_STORE_AWAY") {
        used = 0;
        if (away === 0) onAway(error);
        await pause(Math.min(FIRST_MS * 2 ** away++, MOST_MS), signal);
        if (signal?.aborted) throw error;
      } else {
        used++;
        if (error.code !== "GATEWAY_STORE_IN_USE" || used === ATTEMPTS) throw error;
        await pause(FIRST_MS, signal);
      }
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

/** Tries of a store that is in use. */
const ATTEMPTS = 3;
const FIRST_MS = 250;
const MOST_MS = 2000;
