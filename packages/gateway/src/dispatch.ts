import {
  type AgencyContext,
  attempt,
  type DueRow,
  postpone,
  sendReplies,
  withTimeout,
} from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import { createLanes } from "./lanes.ts";

/** Sends what is due, side by side: a recipient that is slow holds up nobody else's message. */
export interface Dispatch {
  /**
   * Tries every message that is due once, but for those that an earlier call is trying already.
   * Resolves, when the last of them has ended, to how many were tried.
   *
   * An attempt that fails is made again later, with growing pauses, until the delivery deadline.
   */
  deliverDue(): Promise<number>;
  /**
   * Makes no attempt any more, and resolves when those under way have ended. What is under way
   * longer than `graceMs` is broken off: as after a kill, it is made again after the next start.
   */
  stop(graceMs: number): Promise<void>;
}

/** Makes a dispatch over the outbox of the store. */
export function createDispatch(context: AgencyContext): Dispatch {
  // Emergencies have room of their own: they wait for no other message.
  const lanes = { ordinary: createLanes(BOUNDS), emergency: createLanes(BOUNDS) };
  /** What was taken up, by the id of the message: under way, or waiting for room. */
  const taken = new Map<string, Promise<void>>();
  const underWay = new Set<AbortController>();
  /** Calls that have not ended: each may be about to read what is due. */
  const rounds = new Set<Promise<number>>();
  let isStopping = false;

  const tryOnce = async (id: string, onBug: (error: unknown) => void): Promise<void> => {
    const controller = new AbortController();
    underWay.add(controller);
    const work = (signal: AbortSignal) => attempt(context, id, signal);
    try {
      await withTimeout(context.retry.timeoutMs, work, controller);
    } catch (error) {
      // Nobody has failed: this gateway is about to end.
      if (controller.signal.reason === STOPPED) return;
      await postpone(context, id, error instanceof ProtocolError ? error.code : "INTERNAL");
      if (!(error instanceof ProtocolError)) onBug(error);
    } finally {
      underWay.delete(controller);
    }
  };

  const deliver = async (): Promise<number> => {
    const bugs: unknown[] = [];
    // What cannot be signed in return holds up no other message.
    await sendReplies(context).catch((error: unknown) => bugs.push(error));
    // Often looked at, so that a jump of a moment is seen.
    await context.clockWatch.isPlausible();
    let tried = 0;
    const take = ({ id, recipient, emergency }: DueRow): Promise<void> => {
      const lane = emergency ? lanes.emergency : lanes.ordinary;
      const work = lane
        .run(recipient, async () => {
          if (isStopping) return;
          tried++;
          await tryOnce(id, (error) => bugs.push(error));
        })
        .finally(() => taken.delete(id));
      taken.set(id, work);
      return work;
    };
    const now = context.clock.now().getTime();
    const due = await context.store.transaction((tx) => tx.outbox.due(now, AHEAD));
    await Promise.all(due.filter(({ id }) => !taken.has(id)).map(take));
    if (bugs.length > 0) {
      throw new AggregateError(bugs, "a delivery failed for a reason of our own");
    }
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
        for (const controller of underWay) controller.abort(STOPPED);
      }, graceMs);
      await Promise.allSettled(rounds);
      clearTimeout(timer);
    },
  };
}

const STOPPED = new Error("the gateway is closed");
/** Most attempts at once, of ordinary messages and of emergencies each. */
const BOUNDS = { each: 4, inAll: 64 };
/** Most messages for one recipient that are taken up before the first of them has ended. */
const AHEAD = 32;
