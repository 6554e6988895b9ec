import { visible } from "@safepassage/core";
import type { LogEvent } from "./context.ts";

/**
 * A log that is told of nothing but what can be seen.
 *
 * Most of an event is ours; some of it another agency has sent, and an operator reads it on a screen.
 */
export function visibleLog(log: (event: LogEvent) => void): (event: LogEvent) => void {
  return (event) => {
    const told = Object.entries(event).map(([name, text]) => [
      name,
      typeof text === "string" ? visible(text) : text,
    ]);
    log(Object.fromEntries(told) as unknown as LogEvent);
  };
}
