import {
  type EventLevel,
  type EventName,
  type LogConfig,
  type LogEvent,
  levelOf,
  textOf,
} from "@safepassage/agency";
import { type Clock, eachError, errorFacts, systemClock, visible } from "@safepassage/core";
import { createLimit } from "./limit.ts";

/** The log of an operator: one line for each event. */
export interface OperatorLog {
  log(event: LogEvent): void;
  /** Writes a failure without the words of others. The same cause at the same place is told three times a minute, and then counted. */
  onError(error: unknown): void;
  /** Writes, whatever the level, that a failure ends the program. As with any failure, without the words of others. */
  crash(error: unknown): void;
  /** Writes what was only counted so far. */
  close(): void;
}

/** Writes a line of the log, without its end. */
export type WriteLine = (line: string, level: EventLevel) => void;

/** Members of a line that a failure has beside those of an event. */
interface FailureMembers {
  readonly cause?: string;
  readonly stack?: readonly string[];
}

/**
 * Makes a log that writes lines: JSON by default, or text for a terminal.
 *
 * @param write - Gets one line, without its end, and its level. It holds no sign that a screen does not show.
 * @see `docs/spec/operation.md#log`
 */
export function createOperatorLog(
  { format = "json", level: least = "info" }: LogConfig,
  { write: writeLine, clock = systemClock }: { readonly write: WriteLine; readonly clock?: Clock },
): OperatorLog {
  const lineOf = LINES[format];
  const write = (event: LogEvent & FailureMembers, text: string): void => {
    const level = levelOf(event);
    writeLine(visible(lineOf({ time: clock.now().toISOString(), level, text, ...event })), level);
  };
  const put: typeof write = (event, text) => {
    if (LEVELS.indexOf(levelOf(event)) >= LEVELS.indexOf(least)) write(event, text);
  };
  const leftOut = (code: string, count: number): void => {
    const event = { event: "linesLeftOut", code, count } as const;
    put(event, textOf(event));
  };
  const events = createLimit({ most: MOST_EVENTS, onLeftOut: leftOut });
  const failures = createLimit({ most: MOST_FAILURES, onLeftOut: leftOut });

  return {
    log(event) {
      const { event: name, peer } = event;
      const place = peer === undefined ? name : `${name} ${peer}`;
      if (isOfOthers(event) && !events.mayTell(place)) return;
      put(event, textOf(event));
    },
    onError(error) {
      for (const one of eachError(error)) {
        const { says, ...facts } = errorFacts(one);
        const event = { event: "failed", ...facts } as const;
        // A new cause is news, even at a place that had its lines.
        const place = ["failed", facts.code, facts.cause, facts.stack[0]];
        if (failures.mayTell(place.filter((part) => part !== undefined).join(" "))) {
          put(event, says ?? textOf(event));
        }
      }
    },
    crash(error) {
      for (const one of eachError(error)) {
        const { says, ...facts } = errorFacts(one);
        const event = { event: "crashed", ...facts } as const;
        write(event, says === undefined ? textOf(event) : `${textOf(event)} ${says}`);
      }
    },
    close() {
      events.close();
      failures.close();
    },
  };
}

/** Whether others can cause an event as often as they like: a stranger, or the partner that it names. */
const isOfOthers = ({ event, own }: LogEvent): boolean => OF_OTHERS.has(event) && own !== true;

type Line = Readonly<Record<"time" | "level" | "text", string>> & LogEvent & FailureMembers;

const LINES = {
  json: ({ time, level, event, text, ...members }: Line): string =>
    JSON.stringify({ time, level, event, text, ...members }),
  text: ({ time, level, event, text, stack = [] }: Line): string =>
    `${time} ${level.toUpperCase().padEnd(7)} ${text} (${event})${stack.map((at) => ` < ${at}`).join("")}`,
} as const;

const OF_OTHERS: ReadonlySet<string> = new Set<EventName>([
  ...(["bodyIncomplete", "busy", "officerRefused", "refused", "requestRefused"] as const),
]);
const LEVELS: readonly EventLevel[] = ["info", "warning", "error", "alarm"];
const MOST_EVENTS = 10;
const MOST_FAILURES = 3;
