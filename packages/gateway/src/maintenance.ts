import { toInstant } from "@safepassage/core";
import type { GatewayContext } from "./context.ts";
import { eraseAll, valuesBesideAll } from "./corrections-of.ts";
import { announceAlarms, recordOverdue } from "./quarantine.ts";

/** What time alone demands, done a part at a time. */
export interface Maintenance {
  /** One run at a time: whoever asks meanwhile waits for the one that is under way. */
  run(): Promise<void>;
  /** Ends a run after the part that it is at. */
  stop(): void;
}

/** Makes the maintenance of a gateway. */
export function createMaintenance(context: GatewayContext): Maintenance {
  let running: Promise<void> | undefined;
  let isStopped = false;
  return {
    run() {
      running ??= maintain(context, () => isStopped).finally(() => {
        running = undefined;
      });
      return running;
    },
    stop() {
      isStopped = true;
    },
  };
}

/** What it destroys is gone for good, so it waits where the clock is in doubt. */
async function maintain(context: GatewayContext, isStopped: () => boolean): Promise<void> {
  const { store, epochs, clock, clockWatch, log } = context;
  const now = clock.now();
  epochs.rotate();
  if (!clockWatch.isPlausible(now)) {
    announceAlarms(context);
    log({ event: "maintenanceWaits", code: "GATEWAY_CLOCK_IMPLAUSIBLE" });
    return;
  }
  clockWatch.remember();
  store.transaction(() => store.replay.prune(now));
  // As long as there is more, whoever waits for an answer comes first.
  while (eraseOverdue(context)) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (isStopped() || !clockWatch.isPlausible()) return;
  }
  recordOverdue(context);
  recordUnanswered(context);
  announceAlarms(context);
  log({ event: "maintained" });
}

/** Erases the messages that are due longest, as many as one part has. Returns whether there may be more. */
function eraseOverdue(context: GatewayContext): boolean {
  const { store, clock } = context;
  const at = toInstant(clock.now());
  const { inbox, outbox } = store.overdue(at.slice(0, 10), PART);
  const overdue = [
    ...inbox.map((digest) => store.findInboxByDigest(digest)),
    ...outbox.map((digest) => store.findOutboxByDigest(digest)),
  ].filter((row) => row !== undefined);
  if (overdue.length === 0) return false;
  const values = valuesBesideAll(context, overdue);
  store.transaction(() => eraseAll(context, [...overdue, ...values], at));
  return inbox.length === PART || outbox.length === PART;
}

function recordUnanswered({ store, clock, log }: GatewayContext): void {
  const at = toInstant(clock.now());
  for (const { digest, clock: running } of store.openAnswers(Number.MAX_SAFE_INTEGER)) {
    if (at <= running.by || store.hasEvent("answerOverdue", digest)) continue;
    store.addEvent({ kind: "answerOverdue", at, ref: digest });
    log({ event: "answerOverdue", ref: digest });
  }
}

/** Messages of each box that are erased at once: a part takes some milliseconds. */
const PART = 64;
