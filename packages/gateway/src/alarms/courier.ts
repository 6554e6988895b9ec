import { type AgencyContext, withTimeout } from "@safepassage/agency";
import { errorCode } from "@safepassage/core";
import type { Condition } from "./conditions.ts";
import type { Channel } from "./notice.ts";
import { createPaces } from "./paces.ts";
import {
  afterTelling,
  afterTellingLasting,
  composeNotice,
  findPending,
  findUntold,
  isStillKept,
  keepTold,
  type Pending,
  readTold,
  type Told,
} from "./pending.ts";

/** Tells alarms over one way, until they are told. */
export interface Courier {
  /**
   * Tells what is pending, if it is time for that. Resolves when the attempt has ended; a failure is noted and tried again
   * after a pause.
   */
  round(conditions: readonly Condition[], isLast?: boolean): Promise<void>;
  /** Whether an attempt is under way: another round would do nothing. */
  isBusy(): boolean;
  /** Milliseconds until the next attempt may be made; 0 if now. */
  pauseMs(): number;
  stand(): { readonly channel: string; readonly waiting: number; readonly failures: number };
  /** Breaks off the attempt under way, and makes no other. It is repeated after the next start. */
  stop(): void;
}

/**
 * Makes a courier. What it has told is kept in the store once the other side has taken it, so that an alarm is told at least
 * once, whatever dies in between.
 *
 * Each attempt tells everything pending in one notice. Failed attempts are repeated after pauses of 5 seconds up to 5
 * minutes. What is pending about one partner alone has its pace: in an hour five notices go at once; more wait 1 minute,
 * then 2, up to 10. A flood becomes a summary, and keeps nothing of another partner waiting.
 *
 * @param onOutcome - Gets the number of failures in a row, with the code of the last.
 */
export function createCourier(
  {
    self,
    store,
    log,
    random,
    onError,
  }: Pick<AgencyContext, "self" | "store" | "log" | "random" | "onError">,
  channel: Channel,
  {
    now,
    consoleUrl,
    onOutcome,
    timeoutMs = channel.patienceMs ?? 30_000,
    retryMs = 5000,
  }: {
    readonly now: () => number;
    /** The address of the console that officers type, if there is one. */
    readonly consoleUrl?: string | undefined;
    readonly onOutcome: (failures: number, code: string | undefined) => void;
    readonly timeoutMs?: number;
    readonly retryMs?: number;
  },
): Courier {
  const { name } = channel;
  let told: Told | undefined;
  /** The text of what was kept last, or read. */
  let kept: string | undefined;
  /** Whether the store has not taken what was told last, as on a full disk. */
  let isUnkept = false;
  /** Whether the last due round found a store that told nothing, although the look before it did. */
  let isUnread = false;
  /** When it told of each condition: known without the store too. */
  let lasting: Told["conditions"] = {};
  let waiting = 0;
  let failures = 0;
  /** By a clock that nobody sets: when the next attempt may be made, after one that failed. */
  let retryAt = 0;
  const paces = createPaces();
  /** Whom the alarms are about that wait. */
  let partners: Pending["partners"] = new Set();
  /** Whether more alarms wait than one notice counts. */
  let hasMore = false;
  let underWay: AbortController | undefined;
  let isBusy = false;
  let isStopped = false;
  const clock = (): number => performance.now();

  const keep = async (next: Told): Promise<void> => {
    isUnkept = true;
    try {
      kept = await keepTold(store, name, next);
      isUnkept = false;
    } catch (error) {
      // A full disk must not keep an alarm about it from being told.
      onError(error);
    }
  };
  // Whom the rest is about nobody knows before it is read: no pace of another holds it back.
  const dueAt = (): number => Math.max(retryAt, hasMore ? 0 : paces.dueAt(partners));
  const see = (pending: Pending): void => {
    waiting = pending.waiting.length;
    ({ partners, hasMore } = pending);
  };
  const fail = (error: unknown): void => {
    failures++;
    const code = reasonOf(error);
    const pause = Math.min(retryMs * 2 ** Math.min(failures - 1, 16), MOST_RETRY_MS);
    retryAt = clock() + pause * (0.5 + random() / 2);
    if (failures === 1 || failures % TELL_EACH === 0) {
      log({ event: "alarmsUntold", channel: name, code });
    }
    onOutcome(failures, code);
  };

  /** Sends all that is pending in one notice. Returns whether it was taken. */
  const send = async (pending: Pending): Promise<boolean> => {
    const notice = await composeNotice(store, pending, {
      ...{ teller: { entity: self, consoleUrl }, now: now(), onError },
    });
    underWay = new AbortController();
    try {
      await withTimeout(timeoutMs, (signal) => channel.send(notice, signal), underWay);
    } catch (error) {
      // A gateway that stops has broken it off: the way works, for all that is known.
      if (isStopped) log({ event: "alarmsPutOff", channel: name, count: pending.waiting.length });
      else fail(error);
      return false;
    } finally {
      underWay = undefined;
    }
    // The rest is looked for at once: it is at least one.
    waiting = pending.hasMore ? 1 : 0;
    retryAt = 0;
    paces.note(pending.partners);
    log({ event: "alarmsTold", channel: name, count: pending.waiting.length });
    return true;
  };
  const succeed = (): void => {
    failures = 0;
    isUnread = false;
    onOutcome(0, undefined);
  };
  const tellAll = async (conditions: readonly Condition[], isLast: boolean): Promise<void> => {
    // A database that was put back has other alarms at the same places.
    if (kept !== undefined && !isUnkept && !(await isStillKept(store, name, kept)))
      told = undefined;
    if (told === undefined) {
      const read = await readTold(store, name, now());
      told = mergeTold(read.told, lasting);
      ({ kept } = read);
      // From here on nothing is left out, even if all attempts fail until after a restart.
      isUnkept = kept === undefined;
    }
    told = withoutOver(told, conditions);
    if (isUnkept) await keep(told);
    const pending = await findPending(store, { now: now(), told, conditions });
    see(pending);
    if (!isLast && clock() < dueAt()) return;
    if (waiting === 0) {
      if (isUnread) succeed();
      return;
    }
    if (!(await send(pending))) return;
    succeed();
    told = afterTelling(told, pending, now());
    lasting = told.conditions;
    await keep(told);
  };
  /** Without the store: what lasts is told all the same. Returns whether the way works; `undefined` if it is not due. */
  const tellLasting = async (
    conditions: readonly Condition[],
    isLast: boolean,
  ): Promise<boolean | undefined> => {
    const pending = findUntold({ now: now(), told: lasting, conditions });
    if (pending.waiting.length === 0) return isLast || clock() >= retryAt ? true : undefined;
    see(pending);
    if (!isLast && clock() < dueAt()) return undefined;
    if (!(await send(pending))) return false;
    lasting = afterTellingLasting(lasting, pending, now());
    if (told !== undefined) told = { ...told, conditions: lasting };
    return true;
  };

  return {
    async round(conditions, isLast = false) {
      if (isBusy || isStopped) return;
      isBusy = true;
      // A way that fails cannot tell of itself.
      const others = conditions.filter(({ event }) => event.channel !== name);
      const isBroken = others.some(({ event }) => event.event === "storeFails");
      try {
        await tellAll(others, isLast);
      } catch (error) {
        // The look has told of a store that fails, and counted it.
        if (!isBroken) onError(error);
        // A way that the store keeps from telling can tell so itself.
        const hasTold = await tellLasting(isBroken ? others : conditions, isLast);
        if (hasTold !== true) return;
        if (isBroken) return succeed();
        isUnread = true;
        fail(error);
      } finally {
        isBusy = false;
      }
    },
    isBusy: () => isBusy,
    pauseMs: () => Math.max(0, dueAt() - clock()),
    stand: () => ({ channel: name, waiting, failures }),
    stop() {
      isStopped = true;
      underWay?.abort(new Error("the gateway is closed"));
    },
  };
}

const mergeTold = (stored: Told, lasting: Told["conditions"]): Told => ({
  ...stored,
  conditions: { ...stored.conditions, ...lasting },
});

/** Forgets what is over: if it comes back, it is told again. */
function withoutOver(told: Told, lasting: readonly Condition[]): Told {
  const keys = new Set(lasting.map(({ key }) => key));
  const kept = Object.entries(told.conditions).filter(([key]) => keys.has(key));
  return { ...told, conditions: Object.fromEntries(kept) };
}

/** What fetch and nodemailer throw has the reason in its cause. */
function reasonOf(error: unknown): string {
  const code = errorCode(error);
  const cause = error instanceof Error ? error.cause : undefined;
  return code === "TypeError" && cause !== undefined ? errorCode(cause) : code;
}

const MOST_RETRY_MS = 300_000;
/** Of failed attempts in a row, the log has the first and each tenth. */
const TELL_EACH = 10;
