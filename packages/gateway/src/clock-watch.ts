import { type Clock, toInstant } from "@safepassage/core";
import type { GatewayLogEvent } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import type { GatewayStore } from "./store.ts";

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
  isPlausible(now?: Date): boolean;
  view(): ClockView;
  /** Notes the time, for the next start. Without effect while the clock is in doubt. */
  remember(): void;
  /**
   * Takes a person's word that the clock is right now.
   *
   * @param time - What the person's own clock shows.
   * @throws {@link GatewayError} `GATEWAY_CLOCK_DIFFERS` where that is another time.
   */
  confirm(time: Date): void;
}

/** What a watch looks at. */
export interface ClockWatchOptions {
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets, from any start. */
  readonly monotonic: () => number;
  readonly store: Pick<GatewayStore, "mark" | "setMark" | "addEvent">;
  readonly log: (event: GatewayLogEvent) => void;
}

/** Starts watching. A clock that has moved by more than seven days since it was last looked at is doubted at once. */
export function createClockWatch({ clock, monotonic, store, log }: ClockWatchOptions): ClockWatch {
  const stored = store.mark(MARK);
  let mark: Mark = stored === undefined ? {} : (JSON.parse(stored) as Mark);
  let anchor = { wall: clock.now().getTime(), monotonic: monotonic() };

  const write = (next: Mark): void => {
    mark = next;
    store.setMark(MARK, JSON.stringify(next));
  };
  const doubt = (expected: Date, found: Date): void => {
    write({ ...mark, doubt: { expected: toInstant(expected), found: toInstant(found) } });
    store.addEvent({ kind: "clockImplausible", at: toInstant(found), ref: toInstant(expected) });
    log({ event: "clockImplausible", code: "GATEWAY_CLOCK_IMPLAUSIBLE", ref: toInstant(expected) });
  };

  const { seen } = mark;
  if (mark.doubt !== undefined) {
    log({ event: "clockImplausible", code: "GATEWAY_CLOCK_IMPLAUSIBLE", ref: mark.doubt.expected });
  } else if (seen !== undefined && Math.abs(anchor.wall - Date.parse(seen)) > MOST_WHILE_OFF_MS) {
    doubt(new Date(seen), new Date(anchor.wall));
  }

  const isPlausible = (found = clock.now()): boolean => {
    if (mark.doubt !== undefined) return false;
    const expected = anchor.wall + (monotonic() - anchor.monotonic);
    if (Math.abs(found.getTime() - expected) <= MOST_WHILE_RUNNING_MS) return true;
    doubt(new Date(expected), found);
    return false;
  };
  return {
    isPlausible,
    view: () =>
      mark.doubt === undefined ? { state: "plausible" } : { state: "implausible", ...mark.doubt },
    remember() {
      if (isPlausible()) write({ seen: toInstant(clock.now()) });
    },
    confirm(time) {
      const now = clock.now();
      if (!(Math.abs(now.getTime() - time.getTime()) <= MOST_WHILE_RUNNING_MS)) {
        throw new GatewayError("GATEWAY_CLOCK_DIFFERS", "the gateway's clock shows another time");
      }
      anchor = { wall: now.getTime(), monotonic: monotonic() };
      if (mark.doubt !== undefined) {
        store.addEvent({ kind: "clockConfirmed", at: toInstant(now) });
        log({ event: "clockConfirmed" });
      }
      write({ seen: toInstant(now) });
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
