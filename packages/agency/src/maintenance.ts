import { toInstant } from "@safepassage/core";
import { endWaits } from "./effects/erasure/uncertified.ts";
import { erasuresOf, isSent, valuesBesideAll } from "./effects/exchange/corrections-of.ts";
import { ALERT_CANCELLED } from "./effects/located/located.ts";
import { announceAlarms } from "./effects/shared/alarms.ts";
import { carryOut, type Effect, noteEvent, type Outcome } from "./effects/shared/effect.ts";
import { recordNotDone } from "./effects/shared/overdue.ts";
import { dayOf, recordUnreviewedData } from "./effects/shared/reviews.ts";
import { recordStolenKeys } from "./effects/shared/stolen-keys.ts";
import { REVIEWED_WITHIN_A_DAY } from "./effects/warning/second-review.ts";
import { unansweredEffects } from "./effects/warning/warnings.ts";
import { deleteExpiredDrafts } from "./send/draft/draft-expiry.ts";
import { recordUrgentDrafts, recordWaitingDrafts } from "./send/draft/draft-waits.ts";
import { erasedOnItsWay } from "./send/queue/untold.ts";
import type { AgencyContext } from "./setting/context.ts";
import { workOutIn } from "./store/facts.ts";
import type { Tx } from "./store/ports.ts";

/** Work that is due by time alone, done part by part. */
export interface Maintenance {
  /** Does all that is due. A second call waits for the run that is under way. */
  run(): Promise<void>;
  /**
   * Tells of warnings of danger that nobody has answered in time, and of drafts that tell of danger and wait for an officer, also while
   * the clock is in doubt: an alarm too many costs less than a life.
   */
  watchWarnings(): Promise<void>;
  /** Ends a run after its current part. Resolves when it has ended, even if it failed. */
  stop(): Promise<void>;
}

/** Makes the maintenance of a gateway. */
export function createMaintenance(context: AgencyContext): Maintenance {
  let running: Promise<void> | undefined;
  let looking: Promise<void> | undefined;
  let isStopped = false;
  return {
    run() {
      const work = () => maintain(context, () => isStopped);
      running ??= context.observe({ name: "maintain" }, work).finally(() => {
        running = undefined;
      });
      return running;
    },
    watchWarnings() {
      looking ??= recordWarnings(context, () => isStopped).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    async stop() {
      isStopped = true;
      for (const work of [running, looking]) await work?.catch(() => {});
    },
  };
}

/** Does all that is due. It destroys data for good, so it waits while the clock is in doubt. */
async function maintain(context: AgencyContext, isStopped: () => boolean): Promise<void> {
  const { store, epochs, clock, clockWatch, log } = context;
  const now = clock.now();
  const isPlausible = await clockWatch.isPlausible(now);
  const failures: unknown[] = [];
  const attempt = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  await attempt(() => epochs.rotate(isPlausible));
  if (!isPlausible) {
    await attempt(() => wait(context, isStopped));
    return failAll(failures);
  }
  await attempt(() => clockWatch.remember());
  await attempt(() =>
    store.transaction(async (tx) => {
      await tx.replay.prune(now);
      await tx.recalls.prune(dayOf(now));
      await tx.people.forgetProofs(now.getTime());
    }),
  );
  const mayGoOn = async () => !isStopped() && (await clockWatch.isPlausible());
  for (const part of [
    ...[eraseOverdue, endWaits, recordOverdue, recordUnanswered, recordUndone],
    ...[
      recordStolenKeys,
      recordUnreviewedData,
      recordWaitingDrafts,
      deleteExpiredDrafts,
      forgetChanges,
    ],
  ]) {
    // The clock may have jumped while the part before was at work. What one part cannot do, such as to erase on a full disk, keeps no
    // alarm of another back.
    const hasEnded =
      (await mayGoOn()) &&
      (await isDone(() => part(context, mayGoOn), mayGoOn).catch((error: unknown) => {
        failures.push(error);
        return true;
      }));
    if (hasEnded) continue;
    if (!isStopped()) await wait(context, isStopped);
    return failAll(failures);
  }
  if (!(await announceAll(context, isStopped))) return failAll(failures);
  // Repeats a scrub that failed after an erasure, as on a full disk.
  await attempt(() => store.scrub());
  failAll(failures);
  log({ event: "maintained" });
}

/** @throws the one failure, or an AggregateError of several. */
function failAll(failures: readonly unknown[]): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, "maintenance failed in several parts");
}

/** Records and announces alarms about people in danger only: a clock in doubt does not stop that. */
async function wait(context: AgencyContext, isStopped: () => boolean): Promise<void> {
  // What cannot be recorded, as on a full disk, keeps no alarm back that is.
  await recordWarnings(context, isStopped).catch(context.onError);
  if (!(await announceAll(context, isStopped))) return;
  context.log({ event: "maintenanceWaits", code: "GATEWAY_CLOCK_IMPLAUSIBLE" });
}

async function recordWarnings(context: AgencyContext, isStopped: () => boolean): Promise<void> {
  const failures: unknown[] = [];
  for (const part of [recordUnansweredWarnings, recordUrgentDrafts]) {
    await isDone(
      () => part(context),
      async () => !isStopped(),
    ).catch((error: unknown) => failures.push(error));
  }
  failAll(failures);
}

const announceAll = (context: AgencyContext, isStopped: () => boolean): Promise<boolean> =>
  isDone(
    () => announceAlarms(context),
    async () => !isStopped(),
  );

/** Repeats a part until nothing is left. Waiting requests are answered between two parts. */
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

/** Erases one part of the overdue messages, longest due first. Returns whether there may be more. */
function eraseOverdue(context: AgencyContext): Promise<boolean> {
  const at = toInstant(context.clock.now());
  const part = async (tx: Tx): Promise<Outcome<boolean>> => {
    const inbox = await tx.inbox.overdue(at.slice(0, 10), PART);
    const outbox = await tx.outbox.overdue(at.slice(0, 10), PART);
    const effects = await workOutIn(context, tx, ({ facts }) => {
      const overdue = [
        ...inbox.map((digest) => facts.inbox.findByDigest(digest)),
        ...outbox.map((digest) => facts.outbox.findByDigest(digest)),
      ].filter((row) => row !== undefined);
      return [
        ...overdue.filter(isSent).flatMap((row) => erasedOnItsWay(row, at)),
        ...erasuresOf([...overdue, ...valuesBesideAll({ facts }, overdue)], at),
      ];
    });
    return { effects, value: inbox.length === PART || outbox.length === PART };
  };
  return context.observe({ name: "erase" }, () => carryOut(context, part));
}

/** Forgets what those who follow were told long ago. */
async function forgetChanges({ store, clock }: AgencyContext): Promise<boolean> {
  const before = toInstant(new Date(clock.now().getTime() - KEEP_CHANGES_MS));
  return (await store.transaction(({ changes }) => changes.forget(before, MANY))) === MANY;
}

const recordUndone = (context: AgencyContext): Promise<boolean> =>
  recordNotDone(context, [...REVIEWED_WITHIN_A_DAY, ALERT_CANCELLED]);
const recordUnanswered = recordAll(
  (tx, at) => tx.answers.overdue(at, PART),
  (tx, at, ref) => unansweredEffects(tx, at, ref),
);
const recordUnansweredWarnings = recordAll(
  (tx, at) => tx.answers.overdue(at, PART, "IMMEDIATE_DANGER"),
  (tx, at, ref) => unansweredEffects(tx, at, ref),
  ({ clockWatch }) => clockWatch.latest(),
);
const recordOverdue = recordAll(
  (tx, at) => tx.quarantine.overdue(at, PART),
  async (_, at, ref) => [noteEvent("mendOverdue", at, ref, { log: { event: "mendOverdue", ref } })],
);

/** Makes the work that records one part of what is overdue. It returns whether there may be more. */
function recordAll(
  find: (tx: Tx, at: string) => Promise<readonly string[]>,
  record: (tx: Tx, at: string, ref: string) => Promise<readonly Effect[]>,
  now = ({ clock }: AgencyContext): Date => clock.now(),
) {
  return (context: AgencyContext): Promise<boolean> => {
    const at = toInstant(now(context));
    return carryOut(context, async (tx) => {
      const refs = await find(tx, at);
      const effects: Effect[] = [];
      for (const ref of refs) effects.push(...(await record(tx, at, ref)));
      return { effects, value: refs.length === PART };
    });
  };
}

/** Most messages erased from each box, or events recorded, in one part: it takes some milliseconds. */
const PART = 64;
const MANY = 1000;
const DAY_MS = 86_400_000;
/** As long as somebody may have been away. */
const KEEP_CHANGES_MS = 30 * DAY_MS;
