import { type AgencyContext, withTimeout } from "@safepassage/agency";
import { codeOf } from "../operate/error-facts.ts";
import type { Condition } from "./conditions.ts";
import type { Channel, Notice } from "./notice.ts";
import { countUntold, findPending, findUntold, keepTold, readTold, type Told } from "./pending.ts";

/** Tells alarms over one way, until they are told. */
export interface Courier {
  /**
   * Tells what is pending, if it is time for that. Resolves when the attempt has ended; a failure is noted and tried again
   * after a pause.
   */
  round(conditions: readonly Condition[], isLast?: boolean): Promise<void>;
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
 * minutes. In an hour five notices go at once; more wait 1 minute, then 2, up to 10: a flood becomes a summary.
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
    onOutcome,
    timeoutMs = 30_000,
    retryMs = 5000,
  }: {
    readonly now: () => number;
    readonly onOutcome: (failures: number, code: string | undefined) => void;
    readonly timeoutMs?: number;
    readonly retryMs?: number;
  },
): Courier {
  const { name } = channel;
  let told: Told | undefined;
  /** Whether the store has not taken what was told last, as on a full disk. */
  let isUnkept = false;
  /** Whether the last due round found a store that told nothing, although the look before it did. */
  let isUnread = false;
  /** When it told of each condition: known without the store too. */
  let lasting: Told["conditions"] = {};
  let waiting = 0;
  let failures = 0;
  /** By a clock that nobody sets. */
  let notBefore = 0;
  let recent: readonly number[] = [];
  let underWay: AbortController | undefined;
  let isBusy = false;
  let isStopped = false;
  const clock = (): number => performance.now();

  const keep = async (next: Told): Promise<void> => {
    isUnkept = true;
    try {
      await keepTold(store, name, next);
      isUnkept = false;
    } catch (error) {
      // A full disk must not keep an alarm about it from being told.
      onError(error);
    }
  };
  const pace = (): void => {
    recent = [...recent.filter((at) => at > clock() - HOUR_MS), clock()];
    const beyond = recent.length - FREE_NOTICES;
    notBefore = beyond < 0 ? 0 : clock() + Math.min(MINUTE_MS * 2 ** beyond, MOST_PAUSE_MS);
  };
  const fail = (error: unknown): void => {
    failures++;
    const code = reasonOf(error);
    const pause = Math.min(retryMs * 2 ** Math.min(failures - 1, 16), MOST_RETRY_MS);
    notBefore = clock() + pause * (0.5 + random() / 2);
    if (failures === 1 || failures % TELL_EACH === 0) {
      log({ event: "alarmsUntold", channel: name, code });
    }
    onOutcome(failures, code);
  };

  /** Sends a notice. Returns whether it was taken. */
  const send = async ({ notice, count }: { notice: Notice; count: number }): Promise<boolean> => {
    waiting = count;
    underWay = new AbortController();
    try {
      await withTimeout(timeoutMs, (signal) => channel.send(notice, signal), underWay);
    } catch (error) {
      fail(error);
      return false;
    } finally {
      underWay = undefined;
    }
    waiting = 0;
    pace();
    log({ event: "alarmsTold", channel: name, count });
    return true;
  };
  const succeed = (): void => {
    failures = 0;
    isUnread = false;
    onOutcome(0, undefined);
  };
  const tellAll = async (conditions: readonly Condition[], isDue: boolean): Promise<void> => {
    told ??= mergeTold(await readTold(store, name, now()), lasting);
    told = withoutOver(told, conditions);
    if (isUnkept) await keep(told);
    if (!isDue) {
      waiting = await countUntold(store, { now: now(), told, conditions });
      return;
    }
    const pending = await findPending(store, {
      entity: self,
      now: now(),
      told,
      conditions,
      onError,
    });
    waiting = pending?.count ?? 0;
    if (pending === undefined) {
      if (isUnread) succeed();
      return;
    }
    if (!(await send(pending))) return;
    succeed();
    told = pending.next;
    lasting = told.conditions;
    await keep(told);
  };
  /** Without the store: what lasts is told all the same. Returns whether the way works, as far as is known. */
  const tellLasting = async (conditions: readonly Condition[]): Promise<boolean> => {
    const untold = findUntold({ entity: self, now: now(), told: lasting, conditions });
    if (untold === undefined) return true;
    if (!(await send(untold))) return false;
    lasting = untold.next;
    if (told !== undefined) told = { ...told, conditions: lasting };
    return true;
  };

  return {
    async round(conditions, isLast = false) {
      if (isBusy || isStopped) return;
      isBusy = true;
      // A way that fails cannot tell of itself.
      const others = conditions.filter(({ event }) => event.channel !== name);
      const isDue = isLast || clock() >= notBefore;
      const isBroken = others.some(({ event }) => event.event === "storeFails");
      try {
        await tellAll(others, isDue);
      } catch (error) {
        // The look has told of a store that fails, and counted it.
        if (!isBroken) onError(error);
        if (!isDue) return;
        // A way that the store keeps from telling can tell so itself.
        if (!(await tellLasting(isBroken ? others : conditions))) return;
        if (isBroken) return succeed();
        isUnread = true;
        fail(error);
      } finally {
        isBusy = false;
      }
    },
    pauseMs: () => Math.max(0, notBefore - clock()),
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
  const code = codeOf(error);
  const cause = error instanceof Error ? error.cause : undefined;
  return code === "TypeError" && cause !== undefined ? codeOf(cause) : code;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FREE_NOTICES = 5;
const MOST_PAUSE_MS = 600_000;
const MOST_RETRY_MS = 300_000;
/** Of failed attempts in a row, the log has the first and each tenth. */
const TELL_EACH = 10;
