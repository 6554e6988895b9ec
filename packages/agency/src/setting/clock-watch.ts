import { type Clock, toInstant } from "@safepassage/core";
import type { AgencyStore } from "../store/ports.ts";
import type { EventRow } from "../store/rows.ts";
import { AgencyError } from "./agency-error.ts";
import type { LogEvent } from "./context.ts";

/** How the clock stands, as the operator is shown it. */
export interface ClockView {
  readonly state: "plausible" | "implausible";
  /** What the clock showed when it was noticed. */
  readonly found?: string;
  /** What it should have shown, or when it was looked at last. */
  readonly expected?: string;
}

/**
 * Doubts the clock of the machine when it jumps. What time alone destroys waits then until a person has looked.
 *
 * @see `docs/spec/gateway.md#clock`
 */
export interface ClockWatch {
  /**
   * Looks at the clock. False from a jump on until somebody confirms, also across restarts.
   *
   * @param now - What the clock showed, where something rests on that very reading.
   */
  isPlausible(now?: Date): Promise<boolean>;
  view(): Promise<ClockView>;
  /** Notes the time, for the next start. Without effect while the clock is in doubt. */
  remember(): Promise<void>;
  /**
   * Takes a person's word that the clock is right now.
   *
   * @param time - What the person's own clock shows.
   * @throws {@link AgencyError} `GATEWAY_CLOCK_DIFFERS` where that is another time.
   */
  confirm(time: Date): Promise<void>;
}

/** What a watch looks at. */
export interface ClockWatchOptions {
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets, from any start. */
  readonly monotonic: () => number;
  readonly store: AgencyStore;
  readonly log: (event: LogEvent) => void;
}

/** Starts watching. A clock that has moved by more than seven days since it was last looked at is doubted at once. */
export function createClockWatch({ clock, monotonic, store, log }: ClockWatchOptions): ClockWatch {
  let mark: Mark = {};
  let anchor = { wall: clock.now().getTime(), monotonic: monotonic() };

  const write = (next: Mark, event?: EventRow): Promise<void> => {
    mark = next;
    return store.transaction(async ({ marks, events }) => {
      await marks.set(MARK, JSON.stringify(next));
      if (event !== undefined) await events.add(event);
    });
  };
  const doubt = async (expected: Date, found: Date): Promise<void> => {
    const ref = toInstant(expected);
    const event = { kind: "clockImplausible", at: toInstant(found), ref };
    await write({ ...mark, doubt: { expected: ref, found: toInstant(found) } }, event);
    log({ event: "clockImplausible", code: "GATEWAY_CLOCK_IMPLAUSIBLE", ref });
  };
  const start = async (): Promise<void> => {
    const stored = await store.transaction(({ marks }) => marks.get(MARK));
    mark = stored === undefined ? {} : (JSON.parse(stored) as Mark);
    const { seen } = mark;
    if (mark.doubt !== undefined) {
      log({
        event: "clockImplausible",
        code: "GATEWAY_CLOCK_IMPLAUSIBLE",
        ref: mark.doubt.expected,
      });
    } else if (seen !== undefined && Math.abs(anchor.wall - Date.parse(seen)) > MOST_WHILE_OFF_MS) {
      await doubt(new Date(seen), new Date(anchor.wall));
    }
  };
  // Nothing is judged by the clock before what was remembered of it is read.
  const started = start();
  started.catch(() => {});

  const isPlausible = async (found = clock.now()): Promise<boolean> => {
    const expected = anchor.wall + (monotonic() - anchor.monotonic);
    await started;
    if (mark.doubt !== undefined) return false;
    if (Math.abs(found.getTime() - expected) <= MOST_WHILE_RUNNING_MS) return true;
    await doubt(new Date(expected), found);
    return false;
  };
  return {
    isPlausible,
    async view() {
      await started;
      return mark.doubt === undefined
        ? { state: "plausible" }
        : { state: "implausible", ...mark.doubt };
    },
    async remember() {
      // Somebody else may have looked meanwhile, and doubted.
      const isRight = (await isPlausible()) && mark.doubt === undefined;
      if (isRight) await write({ seen: toInstant(clock.now()) });
    },
    async confirm(time) {
      await started;
      const now = clock.now();
      if (!(Math.abs(now.getTime() - time.getTime()) <= MOST_WHILE_RUNNING_MS)) {
        throw new AgencyError("GATEWAY_CLOCK_DIFFERS", "the gateway's clock shows another time");
      }
      anchor = { wall: now.getTime(), monotonic: monotonic() };
      const wasInDoubt = mark.doubt !== undefined;
      const event = { kind: "clockConfirmed", at: toInstant(now) };
      await write({ seen: toInstant(now) }, wasInDoubt ? event : undefined);
      if (wasInDoubt) log({ event: "clockConfirmed" });
    },
  };
}

/** The machine's clock that nobody sets: milliseconds since the process started. */
export const systemMonotonic = (): number => performance.now();

/** What is remembered across restarts. */
interface Mark {
  /** When the clock was last looked at and in order. Instant. */
  readonly seen?: string;
  readonly doubt?: { readonly expected: string; readonly found: string };
}

const MARK = "clock";
const MOST_WHILE_RUNNING_MS = 300_000;
const MOST_WHILE_OFF_MS = 604_800_000;
