import {
  type AgencyContext,
  BROKEN_OFF,
  type DueRow,
  type Pause,
  pauseAfter,
  type Reached,
  recordStolenKeys,
  sendReplies,
  tryOnce,
  wakeEarlier,
  wakeHeld,
  wakeRecipient,
} from "@safepassage/agency";
import { createLanes } from "./lanes.ts";

/** Delivers what is due, in parallel: a slow recipient does not delay messages to others. */
export interface Dispatch {
  /**
   * Tries each due message once, unless an earlier call is trying it. Resolves to the number of attempts, after the last
   * has ended. A message that waits for another one is not tried.
   *
   * A failed attempt is repeated with growing pauses, until the delivery deadline.
   */
  deliverDue(): Promise<number>;
  /**
   * Starts no more attempts, and resolves when the running ones have ended. After `graceMs` it breaks them off: as after
   * a kill, they are repeated after the next start.
   */
  stop(graceMs: number): Promise<void>;
}

/** Makes a dispatch over the outbox of the store. */
export function createDispatch(context: AgencyContext): Dispatch {
  // Emergencies have lanes of their own: they wait for no other message.
  const lanes = { ordinary: createLanes(ORDINARY), emergency: createLanes(EMERGENCY) };
  /** Attempts by message id: running, or waiting for room. */
  const taken = new Map<string, Promise<void>>();
  const underWay = new Set<AbortController>();
  /** Calls that have not ended: each may still read what is due. */
  const rounds = new Set<Promise<number>>();
  let isStopping = false;
  // At the start, what an earlier version has queued is looked at, however long its pause still is.
  let isAwake = false;
  const unstored = createUnstored(context);
  const back = createReturns(context);
  const wakeByRegistry = watchRegistry(context, () => isStopping);

  let isSigning = false;
  /** Signs replies that are due, unless another round is at it. Returns whether there were any. */
  const signReplies = async (): Promise<boolean> => {
    if (isSigning || unstored.isPaused(REPLIES)) return false;
    isSigning = true;
    try {
      return (await sendReplies(context)) > 0;
    } catch (error) {
      // Of those that failed for another reason the pause is stored.
      if (!(error instanceof AggregateError)) unstored.pause(REPLIES);
      throw error;
    } finally {
      isSigning = false;
    }
  };

  const deliver = async (): Promise<number> => {
    const bugs: unknown[] = [];
    // Looked at often, so that even a short jump is seen.
    await context.clockWatch.isPlausible();
    let tried = 0;
    const take = ({ id, recipient, emergency }: DueRow): Promise<void> => {
      const lane = emergency ? lanes.emergency : lanes.ordinary;
      const work = lane
        .run(recipient, async () => {
          if (isStopping) return undefined;
          const controller = new AbortController();
          underWay.add(controller);
          const reached = await tryOnce(context, id, controller).finally(() =>
            underWay.delete(controller),
          );
          // It stays due, and no round follows at once for it: the end of what it waits for begins one.
          if (reached !== "waits") tried++;
          unstored.clear();
          await back.hear(recipient, reached);
          return WENT_WELL.get(reached);
        })
        .catch((error: unknown) => {
          unstored.pause(id);
          bugs.push(error);
        })
        .finally(() => taken.delete(id));
      taken.set(id, work);
      return work;
    };
    if (!isAwake) await wakeEarlier(context);
    isAwake = true;
    await wakeByRegistry();
    await back.look();
    const isFree = ({ id }: DueRow): boolean => !taken.has(id) && !unstored.isPaused(id);
    /** Begins an attempt for each due message. Returns those attempts. */
    const takeDue = async (): Promise<readonly Promise<void>[]> => {
      const now = context.clock.now().getTime();
      const due = await context.store.transaction((tx) => tx.outbox.due(now, AHEAD));
      return due.filter(isFree).map(take);
    };
    // What is signed already waits for no reply that is not: one correction may ask for hundreds.
    const first = await takeDue();
    try {
      const mayBeMore = await signReplies().catch((error: unknown) => bugs.push(error) > 0);
      if (mayBeMore) await Promise.all(await takeDue());
    } finally {
      await Promise.all(first);
    }
    if (bugs.length > 0) {
      throw new AggregateError(bugs, "a delivery failed for a reason of our own");
    }
    // A round takes up a part only of a long queue.
    if (tried > 0) context.wake();
    return tried;
  };

  return {
    async deliverDue() {
      if (isStopping) return 0;
      const round = deliver();
      rounds.add(round);
      return round.finally(() => rounds.delete(round));
    },
    async stop(graceMs) {
      isStopping = true;
      const timer = setTimeout(() => {
        for (const controller of underWay) controller.abort(BROKEN_OFF);
      }, graceMs);
      await Promise.allSettled(rounds);
      clearTimeout(timer);
    },
  };
}

/**
 * Sees to it that what waits for a recipient is sent once that one answers again: pauses have grown while it was away. That is
 * done for a recipient once a minute at most.
 */
function createReturns(context: AgencyContext) {
  /** Recipients that have answered, and no attempt has failed since. None at the start. */
  const answering = new Set<string>();
  /** Those of them for which nothing was made due yet: their minute is not over. */
  const owed = new Set<string>();
  const wokenAt = new Map<string, number>();
  const wake = async (recipient: string): Promise<void> => {
    const now = context.clock.now().getTime();
    if (Math.abs(now - (wokenAt.get(recipient) ?? 0)) < REST_MS) return;
    wokenAt.set(recipient, now);
    // Before it is waited for: the recipient may be away and back again meanwhile.
    owed.delete(recipient);
    try {
      await wakeRecipient(context, recipient);
    } catch (error) {
      owed.add(recipient);
      throw error;
    }
  };
  return {
    async hear(recipient: string, reached: Reached): Promise<void> {
      if (reached === "failed") {
        answering.delete(recipient);
        owed.delete(recipient);
      }
      if (reached !== "answered" || answering.has(recipient)) return;
      answering.add(recipient);
      owed.add(recipient);
      await wake(recipient);
    },
    /** Nobody may have another message for it: then no answer of it is heard once its minute is over. */
    async look(): Promise<void> {
      for (const recipient of [...owed]) await wake(recipient);
    },
  };
}

/**
 * Sees to it that what waits for another registry, or for an agreement, is sent once there is one: pauses have grown meanwhile. A
 * registry that was too old, and may be used again after the clock was set right, is another one too.
 */
function watchRegistry(context: AgencyContext, isStopping: () => boolean): () => Promise<void> {
  let known: unknown;
  return async () => {
    const isUsable = context.registryView().state === "current";
    // Others with each registry, with each agreement that counts or does not, and with each key that begins or ends.
    const found = isUsable ? context.agreements() : undefined;
    if (found === known) return;
    if (found !== undefined) await wakeHeld(context);
    known = found;
    // Nobody waits for it to send: what others may have written or read is told beside that.
    const mayGoOn = async () => !isStopping();
    if (found !== undefined) await recordStolenKeys(context, mayGoOn).catch(context.onError);
  };
}

/** Pauses that could not be stored, as on a full disk. Without them each round would ask the recipients again. */
function createUnstored(context: AgencyContext) {
  const pauses = new Map<string, Pause & { readonly attempts: number }>();
  return {
    isPaused(key: string): boolean {
      const now = context.clock.now().getTime();
      const pause = pauses.get(key);
      return pause !== undefined && pause.pausedAt <= now && now < pause.nextAttempt;
    },
    /** Begins a pause, longer each time. */
    pause(key: string): void {
      const attempts = (pauses.get(key)?.attempts ?? 0) + 1;
      pauses.set(key, { ...pauseAfter(context, attempts), attempts });
    },
    /** Ends all pauses: a write has succeeded. */
    clear: () => pauses.clear(),
  };
}

/** Stands for the messages in return, which are tried together. */
const REPLIES = "replies";
/** Between two times that everything for a recipient is made due. */
const REST_MS = 60_000;
/** Most attempts at once. */
const ORDINARY = { each: 16, least: 1, inAll: 64 };
/** While they fail, a few go at once all the same: whoever sent one is told when its first attempt has failed. */
const EMERGENCY = { ...ORDINARY, least: 4 };
const WENT_WELL: ReadonlyMap<Reached, boolean> = new Map([
  ["answered", true],
  ["failed", false],
]);
/** Most messages to one recipient that are taken up at once. */
const AHEAD = 32;
