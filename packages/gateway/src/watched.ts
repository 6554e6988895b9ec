import {
  type AgencyOptions,
  type Fetch,
  type LogEvent,
  levelOf,
  soundFetch,
} from "@safepassage/agency";
import { errorCode } from "@safepassage/core";
import { watchStore, withOwn } from "./metrics/watch-store.ts";
import { inInnerSpan, inSpan, noteInSpan, tracedFetch } from "./operate/trace.ts";
import type { Operation } from "./operation.ts";

/**
 * Gives the options of an agency whose work is logged, counted and traced.
 *
 * @param hear - Hears each line of the log too.
 */
export function watched(
  options: AgencyOptions,
  operation: Operation | undefined,
  hear: (event: LogEvent) => void,
): AgencyOptions {
  const { metrics } = operation ?? {};
  const { store } = options;
  const timed = metrics === undefined ? store : watchStore(store, metrics.stored);
  const sendOwn: Fetch = options.fetch ?? soundFetch;
  return {
    ...options,
    ...(logOf(options, operation, hear) ?? {}),
    onError: (error) => {
      operation?.onError(error);
      options.onError?.(error);
    },
    store: withOwn(timed, {
      transaction: (work) => inInnerSpan("store", () => timed.transaction(work)),
      scrub: () => inInnerSpan("scrub", () => timed.scrub()),
    }),
    fetch: tracedFetch(sendOwn),
    async observe(activity, work) {
      const began = performance.now();
      let code: string | undefined;
      try {
        return await inSpan(activity, work);
      } catch (error) {
        code = errorCode(error);
        throw error;
      } finally {
        metrics?.worked(activity.name, performance.now() - began, code);
      }
    },
  };
}

/** Without anybody who reads the log, alarms stay unannounced: the options then have no log. */
function logOf(
  { log }: AgencyOptions,
  operation: Operation | undefined,
  hear: (event: LogEvent) => void,
): Pick<AgencyOptions, "log"> | undefined {
  if (log === undefined && operation === undefined) return undefined;
  return {
    log(event) {
      operation?.log(event);
      log?.(event);
      operation?.metrics?.hear(event);
      hear(event);
      noteInSpan(event, levelOf(event) !== "info");
    },
  };
}
