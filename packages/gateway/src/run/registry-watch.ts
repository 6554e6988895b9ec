import { AgencyError, type LogEvent } from "@safepassage/agency";
import type { FolderFault, RegistrySource } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
import type { Finding } from "../findings/finding.ts";
import {
  judgeRegistryFailure,
  toldOfCopy,
  toldOfNone,
} from "../findings/judge-registry-failure.ts";

/** Keeps the registry of a gateway that runs up to date. */
export interface RegistryWatch {
  /** Fetches the registry if it is time for that. */
  look(): Promise<void>;
  /** Fetches it now, after the fetch that is under way: that one may have read what was there before. */
  refresh(): Promise<void>;
  /** That the one at hand is used, since no newer one can be had, or why none is at hand. */
  findings(): readonly Finding[];
  /** Waits for the fetch that is under way, and fetches no more. */
  stop(): Promise<void>;
}

interface WatchOptions {
  /** The address or file. */
  readonly name: string;
  /** Whether it could not be had from there just now. */
  readonly isAway: boolean;
  /** Why none was taken from there just now. */
  readonly why: readonly Finding[];
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
  { name, refreshMs, log, onError, ...options }: WatchOptions,
): RegistryWatch {
  let { isAway, why } = options;
  let last = Number.NEGATIVE_INFINITY;
  let failure: string | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  const isAtHand = (): boolean => {
    try {
      source.current();
      return true;
    } catch {
      return false;
    }
  };
  const fetch = async (): Promise<void> => {
    try {
      await source.refresh();
      last = performance.now();
      if (failure !== undefined) log({ event: "registryRead" });
      failure = undefined;
      isAway = false;
      why = [];
    } catch (error) {
      if (isStopped) return;
      isAway = true;
      if (error instanceof ProtocolError) why = judgeRegistryFailure(name, error);
      else onError(error);
      const code = codeOf(error);
      if (failure !== code) log({ event: isAtHand() ? "registryRefused" : "registryUnread", code });
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
    findings: () => {
      if (!isAway) return [];
      return isAtHand() ? toldOfCopy(name, why) : toldOfNone(why);
    },
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

/** The code of a failure; of a file what is wrong with it. */
function codeOf(error: unknown): string {
  if (!(error instanceof ProtocolError)) return "INTERNAL";
  const { faults = [] } = error instanceof AgencyError ? error.details : {};
  const [fault] = faults as readonly FolderFault[];
  return fault?.code ?? error.code;
}
