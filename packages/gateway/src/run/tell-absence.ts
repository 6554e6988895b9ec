import type { AgencyError, AgencyStore } from "@safepassage/agency";
import type { Clock } from "@safepassage/core";
import { createAlarms } from "../alarms/alarms.ts";
import type { Operation } from "../operation.ts";

/** Tells a person of a gateway that does not start. */
export interface AbsenceTeller {
  /** Learns what stands in the way. */
  hear(error: AgencyError): void;
  /** Tells no more. */
  end(): Promise<void>;
}

/**
 * Tells the alarm `storeFails` once a gateway has waited for its store for a while. What was told cannot be kept, so each
 * start tells it again.
 */
export function createAbsenceTeller(
  self: string,
  operation: Operation,
  { clock, afterMs }: { readonly clock: Clock; readonly afterMs: number },
): AbsenceTeller {
  let failure: AgencyError | undefined;
  const fail = () => Promise.reject(failure);
  const store: AgencyStore = { transaction: fail, scrub: fail, close: fail };
  const alarms = createAlarms(
    // The wait itself has told of the failure.
    { self, store, clock, log: operation.log, random: Math.random, onError: () => {} },
    { ...operation, standing: fail },
  );
  let timer: NodeJS.Timeout | undefined;
  return {
    hear(error) {
      failure = error;
      timer ??= setTimeout(alarms.start, afterMs);
    },
    async end() {
      clearTimeout(timer);
      await alarms.stop(END_MS);
    },
  };
}

/** Most milliseconds for a notice that is on its way when the store is there. */
const END_MS = 5000;
