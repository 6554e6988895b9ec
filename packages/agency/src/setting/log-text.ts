import { visible } from "@safepassage/core";
import type { EventLevel, EventWords } from "./event-words.ts";
import type { LogEvent } from "./log-event.ts";
import { logEventRow } from "./log-events.ts";

/**
 * Says an event in plain English, for a person who does not know the code: what happened, and what to do about it.
 *
 * Every member that it repeats is made visible, and cut at 512 characters: other agencies have chosen some of them.
 */
export function textOf(event: LogEvent): string {
  const { says, act } = wordsOf(event);
  return fill(act === undefined ? says : `${says} ${act}`, event);
}

/** The two parts of {@link textOf} apart. */
export function partsOf(event: LogEvent): Pick<EventWords, "says" | "act"> {
  const { says, act } = wordsOf(event);
  return { says: fill(says, event), ...(act !== undefined && { act: fill(act, event) }) };
}

/** How much an event matters. */
export function levelOf(event: LogEvent): EventLevel {
  return wordsOf(event).level ?? logEventRow(event.event).level;
}

/** Whether an alarm may wait until morning. */
export function mayWait(event: LogEvent): boolean {
  return (wordsOf(event).mayWait ?? logEventRow(event.event).mayWait) === true;
}

function wordsOf({ event, code, own }: LogEvent): EventWords {
  const row = logEventRow(event);
  const { cases = {} } = row;
  if (own === true && cases["own"] !== undefined) return cases["own"];
  if (code === undefined) return row;
  return (Object.hasOwn(cases, code) ? cases[code] : cases["*"]) ?? row;
}

function fill(words: string, event: LogEvent): string {
  const members = event as unknown as Readonly<Record<string, unknown>>;
  const isGiven = (name: string): boolean => members[name] !== undefined;
  const whole = words.replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(PLACE)].every(([, name = ""]) => isGiven(name)) ? part : "",
  );
  return whole.replaceAll(PLACE, (_, name: string) =>
    isGiven(name) ? visible(String(members[name])).slice(0, MOST) : (UNKNOWN[name] ?? "unknown"),
  );
}

const PLACE = /\{(\w+)\}/g;
const MOST = 512;
/** What stands for a member that is not given. */
const UNKNOWN: Readonly<Record<string, string>> = {
  peer: "an unknown agency",
  country: "the State",
};
