import { toInstant } from "@safepassage/core";
import { announceAlarms } from "./effects/alarms.ts";
import { erasuresOf, valuesBesideAll } from "./effects/corrections-of.ts";
import { carryOut } from "./effects/effect.ts";
import type { AgencyContext } from "./setting/context.ts";
import { workOutIn } from "./store/facts.ts";
import type { Tx } from "./store/ports.ts";

/** What time alone demands, done a part at a time. */
export interface Maintenance {
  /** One run at a time: whoever asks meanwhile waits for the one that is under way. */
  run(): Promise<void>;
  /** Ends a run after the part that it is at. Resolves when it has ended, however it did. */
  stop(): Promise<void>;
}

/** Makes the maintenance of a gateway. */
export function createMaintenance(context: AgencyContext): Maintenance {
  let running: Promise<void> | undefined;
  let isStopped = false;
  return {
    run() {
      running ??= maintain(context, () => isStopped).finally(() => {
        running = undefined;
      });
      return running;
    },
    async stop() {
      isStopped = true;
      await running?.catch(() => {});
    },
  };
}

/** What it destroys is gone for good, so it waits where the clock is in doubt. */
async function maintain(context: AgencyContext, isStopped: () => boolean): Promise<void> {
  const { store, epochs, clock, clockWatch, log } = context;
  const now = clock.now();
  const isPlausible = await clockWatch.isPlausible(now);
  epochs.rotate(isPlausible);
  if (!isPlausible) return wait(context, isStopped);
  await clockWatch.remember();
  await store.transaction((tx) => tx.replay.prune(now));
  const mayGoOn = async () => !isStopped() && (await clockWatch.isPlausible());
  for (const part of [eraseOverdue, recordOverdue, recordUnanswered]) {
    if (await isDone(() => part(context), mayGoOn)) continue;
    return isStopped() ? undefined : wait(context, isStopped);
  }
  if (
    await isDone(
      () => announceAlarms(context),
      async () => !isStopped(),
    )
  ) {
    // Once more for what an erasure could not scrub, as on a disk that was full.
    await store.scrub();
    log({ event: "maintained" });
  }
}

/** What is done by a clock that is in doubt, too. */
async function wait(context: AgencyContext, isStopped: () => boolean): Promise<void> {
  const isAnnounced = await isDone(
    () => announceAlarms(context),
    async () => !isStopped(),
  );
  if (isAnnounced) context.log({ event: "maintenanceWaits", code: "GATEWAY_CLOCK_IMPLAUSIBLE" });
}

/** Repeats a part until nothing is left. Requests that wait are answered between two parts. */
async function isDone(
  part: () => Promise<boolean>,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> {
  while (await part()) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!(await mayGoOn())) return false;
  }
  return true;
}

/** Erases the messages that are due longest, as many as one part has. Returns whether there may be more. */
function eraseOverdue(context: AgencyContext): Promise<boolean> {
  const at = toInstant(context.clock.now());
  return carryOut(context, async (tx) => {
    const inbox = await tx.inbox.overdue(at.slice(0, 10), PART);
    const outbox = await tx.outbox.overdue(at.slice(0, 10), PART);
    const effects = await workOutIn(context, tx, ({ facts }) => {
      const overdue = [
        ...inbox.map((digest) => facts.inbox.findByDigest(digest)),
        ...outbox.map((digest) => facts.outbox.findByDigest(digest)),
      ].filter((row) => row !== undefined);
      return erasuresOf([...overdue, ...valuesBesideAll({ facts }, overdue)], at);
    });
    return { effects, value: inbox.length === PART || outbox.length === PART };
  });
}

/** Records the answers that are overdue longest, as many as one part has. Returns whether there may be more. */
function recordUnanswered(context: AgencyContext): Promise<boolean> {
  return recordAll(context, "answerOverdue", (tx, at) => tx.answers.overdue(at, PART));
}

/** Records what was not mended in time, alike. */
function recordOverdue(context: AgencyContext): Promise<boolean> {
  return recordAll(context, "mendOverdue", (tx, at) => tx.quarantine.overdue(at, PART));
}

function recordAll(
  context: AgencyContext,
  kind: "answerOverdue" | "mendOverdue",
  find: (tx: Tx, at: string) => Promise<readonly string[]>,
): Promise<boolean> {
  const at = toInstant(context.clock.now());
  return carryOut(context, async (tx) => {
    const refs = await find(tx, at);
    const effects = refs.map((ref) => ({
      ...({ does: "event", event: { kind, at, ref }, log: { event: kind, ref } } as const),
    }));
    return { effects, value: refs.length === PART };
  });
}

/** Messages of each box that are erased at once, and events that are recorded: a part takes some milliseconds. */
const PART = 64;
