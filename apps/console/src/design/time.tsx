import type { ReactNode } from "react";
import { useNow } from "../words/clock.ts";
import { useTimes } from "../words/times.ts";
import { useWords } from "../words/words.tsx";
import type { Tone } from "./tone.ts";

/** A time in words, with its zone. @param at - ISO 8601. */
export function Time({ at }: { readonly at: string }): ReactNode {
  const { instant } = useTimes();
  return <time dateTime={at}>{instant(at)}</time>;
}

/** A day in words. @param on - `YYYY-MM-DD`. */
export function Day({ on }: { readonly on: string }): ReactNode {
  const { day } = useTimes();
  return <time dateTime={on}>{day(on)}</time>;
}

/**
 * How much time is left until a deadline, counting down, or for how long it is over. Says so in words beside the colour.
 *
 * @param by - ISO 8601.
 */
export function Countdown({ by }: { readonly by: string }): ReactNode {
  const say = useWords("common");
  const { span } = useTimes();
  const left = (Date.parse(by) - useNow()) / 1000;
  const time = span(Math.abs(left));
  const text = left < 0 ? say("overdueBy", { time }) : say("timeLeft", { time });
  // Of a timer without a name Orca says nothing but that it is one.
  return (
    <span className="tag number" data-tone={toneOf(left)} role="timer" aria-label={text}>
      {text}
    </span>
  );
}

/** The end of a day, as a gateway counts it: in UTC. @param day - `YYYY-MM-DD`. */
export const endOfDay = (day: string): string => `${day}T23:59:59Z`;

const toneOf = (left: number): Tone => (left < 0 ? "bad" : left < SOON_S ? "warn" : "plain");

const SOON_S = 7_200;
