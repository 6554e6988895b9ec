import { type Clock, toInstant } from "@safepassage/core";
import type { AgencyStore, Tx } from "../store/ports.ts";
import type { EventRow } from "../store/rows.ts";
import { AgencyError } from "./agency-error.ts";
import type { Log } from "./log-event.ts";

/** The state of the clock, as the operator sees it. */
export interface ClockView {
  readonly state: "plausible" | "implausible";
  /** What the clock showed when the jump was noticed. */
  readonly found?: string;
  /** What it should have shown; after a restart, the time of the last look. */
  readonly expected?: string;
}

/**
 * Watches the machine's clock for jumps. After one, everything that time alone would destroy waits for a person.
 *
 * @see `docs/spec/gateway.md#clock`
 */
export interface ClockWatch {
  /**
   * Looks at the clock. After a jump it is false until somebody confirms the time, even across restarts.
   *
   * @param now - A reading of the clock that a decision rests on.
   */
  isPlausible(now?: Date): Promise<boolean>;
  view(): Promise<ClockView>;
  /**
   * The later of what the clock shows and what it should show: by it nobody waits for ever, although the clock was set back. Destroy
   * nothing by it.
   */
  latest(): Date;
  /** Stores the time for the next start. Does nothing while the clock is in doubt. */
  remember(): Promise<void>;
  /**
   * Accepts a person's word that the clock is right.
   *
   * @param time - What the person's own clock shows.
   * @param record - Records whose word it is, in the same transaction: nothing is destroyed on a word that is not on record.
   * @throws {@link AgencyError} `GATEWAY_CLOCK_DIFFERS` if that is another time.
   */
  confirm(time: Date, record?: (tx: Tx) => Promise<void>): Promise<void>;
}

/**
 * Starts watching. A clock that has moved by more than seven days since the last look is doubted at once.
 *
 * @param monotonic - Milliseconds of a clock that nobody sets, from any start.
 */
export function createClockWatch({
  clock,
  monotonic,
  store,
  log,
}: {
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly store: AgencyStore;
  readonly log: Log;
}): ClockWatch {
  let mark: Mark = {};
  let anchor = { wall: clock.now().getTime(), monotonic: monotonic() };

  const keep = async ({ marks, events }: Tx, next: Mark, event?: EventRow): Promise<void> => {
    await marks.set(MARK, JSON.stringify(next));
    if (event !== undefined) await events.add(event);
  };
  const write = (next: Mark): Promise<void> => {
    mark = next;
    return store.transaction((tx) => keep(tx, next));
  };
  /** The record of a jump that the store has not taken yet, as on a full disk: a start would not know of it. */
  let unkept: EventRow | undefined;
  let keeping: Promise<void> | undefined;
  const keepDoubt = (event: EventRow): Promise<void> => {
    keeping ??= store
      .transaction((tx) => keep(tx, mark, event))
      .then(() => {
        unkept = undefined;
      })
      .finally(() => {
        keeping = undefined;
      });
    return keeping;
  };
  const warn = (ref: string): void =>
    log({ event: "clockImplausible", code: "GATEWAY_CLOCK_IMPLAUSIBLE", ref });
  const doubt = async (expected: Date, found: Date): Promise<void> => {
    const ref = toInstant(expected);
    const event = { kind: "clockImplausible", at: toInstant(found), ref };
    mark = { ...mark, doubt: { expected: ref, found: toInstant(found) } };
    // A start that could not keep it finds it again.
    const isTold = unkept?.ref === ref;
    unkept = event;
    if (!isTold) warn(ref);
    await keepDoubt(event);
  };
  const start = async (): Promise<void> => {
    const stored = await store.transaction(({ marks }) => marks.get(MARK));
    mark = stored === undefined ? {} : (JSON.parse(stored) as Mark);
    const { seen } = mark;
    if (stored === undefined) {
      // The first look counts too: a jump before the first maintenance must not destroy anything.
      await write({ seen: toInstant(new Date(anchor.wall)) });
    } else if (mark.doubt !== undefined) {
      warn(mark.doubt.expected);
    } else if (seen !== undefined && !isPlausibleSince(seen, new Date(anchor.wall))) {
      await doubt(new Date(seen), new Date(anchor.wall));
    }
  };
  // The stored mark is read before anything is judged by the clock. A store that failed is asked again.
  let starting: Promise<void> | undefined;
  const started = (): Promise<void> => {
    starting ??= start().catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
  started().catch(() => {});

  const expectedNow = (): number => anchor.wall + (monotonic() - anchor.monotonic);
  const isPlausible = async (found = clock.now()): Promise<boolean> => {
    const expected = expectedNow();
    await started();
    if (mark.doubt !== undefined) {
      // Whoever found it was told why the store did not take it.
      if (unkept !== undefined) await keepDoubt(unkept).catch(() => {});
      return false;
    }
    if (Math.abs(found.getTime() - expected) <= MOST_WHILE_RUNNING_MS) return true;
    await doubt(new Date(expected), found);
    return false;
  };
  return {
    isPlausible,
    latest: () => new Date(Math.max(clock.now().getTime(), expectedNow())),
    async view() {
      await started();
      return mark.doubt === undefined
        ? { state: "plausible" }
        : { state: "implausible", ...mark.doubt };
    },
    async remember() {
      // Another look may have found a jump meanwhile.
      const isRight = (await isPlausible()) && mark.doubt === undefined;
      if (isRight) await write({ seen: toInstant(clock.now()) });
    },
    async confirm(time, record) {
      await started();
      if (keeping !== undefined) await keeping.catch(() => {});
      const now = clock.now();
      if (!(Math.abs(now.getTime() - time.getTime()) <= MOST_WHILE_RUNNING_MS)) {
        throw new AgencyError("GATEWAY_CLOCK_DIFFERS", "the gateway's clock shows another time");
      }
      const shown = { wall: now.getTime(), monotonic: monotonic() };
      const { doubt: ended } = mark;
      const wasInDoubt = ended !== undefined;
      // Who records whose word it is records the act itself: an auditor reads it once.
      const isNobodys = wasInDoubt && record === undefined;
      const event = { kind: "clockConfirmed", at: toInstant(now) };
      const next = { seen: toInstant(now) };
      const untold = unkept;
      unkept = undefined;
      const kept = store.transaction(async (tx) => {
        if (untold !== undefined) await tx.events.add(untold);
        await keep(tx, next, isNobodys ? event : undefined);
        await record?.(tx);
      });
      await kept.catch((error: unknown) => {
        // Another jump may have been found meanwhile.
        unkept ??= untold;
        throw error;
      });
      // Another jump may have been found meanwhile. That one nobody has confirmed.
      if (mark.doubt !== ended) return;
      [mark, anchor] = [next, shown];
      if (wasInDoubt) log({ event: "clockConfirmed" });
    },
  };
}

/**
 * Whether the clock of a program that was off may be right.
 *
 * @param seen - When it was last found to be right. Instant.
 */
export const isPlausibleSince = (seen: string, now: Date): boolean =>
  Math.abs(now.getTime() - Date.parse(seen)) <= MOST_WHILE_OFF_MS;

/** What is stored for the next start. */
interface Mark {
  /** When the clock was last found to be right. Instant. */
  readonly seen?: string;
  readonly doubt?: { readonly expected: string; readonly found: string };
}

const MARK = "clock";
const MOST_WHILE_RUNNING_MS = 300_000;
const MOST_WHILE_OFF_MS = 604_800_000;
