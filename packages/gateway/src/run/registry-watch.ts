import type { LogEvent } from "@safepassage/agency";
import type { RegistrySource } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";

/** Keeps the registry of a gateway that runs up to date. */
export interface RegistryWatch {
  /** Fetches the registry if it is time for that. */
  look(): Promise<void>;
  /** Fetches it now, after the fetch that is under way: that one may have read what was there before. */
  refresh(): Promise<void>;
  /** Waits for the fetch that is under way, and fetches no more. */
  stop(): Promise<void>;
}

interface WatchOptions {
  /** Milliseconds from one fetch to the next. While the last has failed, each look fetches. */
  readonly refreshMs: number;
  readonly log: (event: LogEvent) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches the registry. The first failure in a row is logged, and the end of it; what is held stays, and is bounded by
 * its age.
 */
export function createRegistryWatch(
  source: RegistrySource,
  { refreshMs, log, onError }: WatchOptions,
): RegistryWatch {
  let last = Number.NEGATIVE_INFINITY;
  let failure: string | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  const fetch = async (): Promise<void> => {
    try {
      await source.refresh();
      last = performance.now();
      if (failure !== undefined) log({ event: "registryRead" });
      failure = undefined;
    } catch (error) {
      if (isStopped) return;
      if (!(error instanceof ProtocolError)) onError(error);
      const code = error instanceof ProtocolError ? error.code : "INTERNAL";
      if (failure !== code) log({ event: "registryRefused", code });
      failure = code;
    }
  };
  const refresh = async (): Promise<void> => {
    await running;
    if (isStopped) return;
    running ??= fetch().finally(() => {
      running = undefined;
    });
    await running;
  };
  return {
    refresh,
    async stop() {
      isStopped = true;
      await running;
    },
    async look() {
      if (running !== undefined) return running;
      const isDue = failure !== undefined || performance.now() - last >= refreshMs;
      if (isDue) await refresh();
    },
  };
}
