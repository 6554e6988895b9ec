import { type AgencyContext, AgencyError, carryOut, type Effect } from "@safepassage/agency";

/**
 * Readings of warnings that could not be recorded, as on a full disk. Whoever is on duty has to read a warning all the same. They wait
 * in memory, each is told in the log, and they are recorded as soon as the store takes something again.
 */
export interface LateReadings {
  /** Hands over what waits, to be recorded. What work does not record waits on. */
  handOver<T>(work: (late: readonly Effect[]) => Promise<T>): Promise<T>;
  /** Keeps what could not be recorded. @returns `false` where as many wait as are kept. */
  keep(effects: readonly Effect[]): boolean;
  /** Records what waits. */
  record(): Promise<void>;
}

export function createLateReadings(context: AgencyContext): LateReadings {
  let waiting: readonly Effect[] = [];
  const handOver: LateReadings["handOver"] = async (work) => {
    const late = waiting;
    waiting = [];
    try {
      return await work(late);
    } catch (error) {
      // However many came meanwhile: each was told in the log as one that will be recorded.
      waiting = [...late, ...waiting];
      throw error;
    }
  };
  return {
    handOver,
    keep(effects) {
      if (waiting.length + effects.length > MOST) return false;
      waiting = [...waiting, ...effects];
      return true;
    },
    record: () =>
      handOver(async (effects) => {
        if (effects.length > 0)
          await carryOut(context, async () => ({ effects, value: undefined }));
      }),
  };
}

/** Whether the store takes nothing, and can perhaps be read. */
export const takesNothing = (error: unknown): error is AgencyError =>
  error instanceof AgencyError && TAKES_NOTHING.has(error.code);

const TAKES_NOTHING: ReadonlySet<string> = new Set([
  "GATEWAY_STORE_FULL",
  "GATEWAY_STORE_READ_ONLY",
  "GATEWAY_STORE_UNREADABLE",
]);

const MOST = 3000;
