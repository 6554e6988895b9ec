import { toInstant } from "@safepassage/core";
import type { GatewayContext } from "./context.ts";
import { eraseAll, valuesBesideAll } from "./corrections-of.ts";
import { announceAlarms } from "./quarantine.ts";

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
  if (!clockWatch.isPlausible(now)) return wait(context, isStopped);
  clockWatch.remember();
  store.transaction(() => store.replay.prune(now));
  const mayGoOn = (): boolean => !isStopped() && clockWatch.isPlausible();
  for (const part of [eraseOverdue, recordOverdue, recordUnanswered]) {
    if (await isDone(() => part(context), mayGoOn)) continue;
    return isStopped() ? undefined : wait(context, isStopped);
  }
  if (
    await isDone(
      () => announceAlarms(context),
      () => !isStopped(),
    )
  ) {
    log({ event: "maintained" });
  }
}

/** What is done by a clock that is in doubt, too. */
async function wait(context: GatewayContext, isStopped: () => boolean): Promise<void> {
  const isAnnounced = await isDone(
    () => announceAlarms(context),
    () => !isStopped(),
  );
  if (isAnnounced) context.log({ event: "maintenanceWaits", code: "GATEWAY_CLOCK_IMPLAUSIBLE" });
}

/** Repeats a part until nothing is left. Requests that wait are answered between two parts. */
async function isDone(part: () => boolean, mayGoOn: () => boolean): Promise<boolean> {
  while (part()) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!mayGoOn()) return false;
  }
  return true;
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

/** Records the answers that are overdue longest, as many as one part has. Returns whether there may be more. */
function recordUnanswered(context: GatewayContext): boolean {
  const at = toInstant(context.clock.now());
  return recordAll(context, "answerOverdue", context.store.answersOverdue(at, PART));
}

/** Records what was not mended in time, alike. */
function recordOverdue(context: GatewayContext): boolean {
  const at = toInstant(context.clock.now());
  return recordAll(context, "mendOverdue", context.store.mendOverdue(at, PART));
}

function recordAll(
  { store, clock, log }: GatewayContext,
  kind: "answerOverdue" | "mendOverdue",
  refs: readonly string[],
): boolean {
  const at = toInstant(clock.now());
  store.transaction(() => {
    for (const ref of refs) store.addEvent({ kind, at, ref });
  });
  for (const ref of refs) log({ event: kind, ref });
  return refs.length === PART;
}

/** Messages of each box that are erased at once, and events that are recorded: a part takes some milliseconds. */
const PART = 64;
