import { toInstant } from "@safepassage/core";
import type { FactContext } from "../setting/context.ts";
import type { Effect } from "./effect.ts";

/** How often something has happened, this time among them, and the effect that remembers it. */
export interface Tally {
  readonly count: number;
  readonly remember: Effect;
}

/**
 * Counts what happens within a time that begins with the first. What comes after that time begins another one, and so does
 * a clock that was set back: no wrong clock silences anything for longer than the time.
 *
 * @param name - Of what is counted, and of whom. One note of the store is kept for each name.
 * @param more - How much this time counts.
 */
export function tally(
  { facts, clock }: Pick<FactContext, "facts" | "clock">,
  name: string,
  lengthMs: number,
  more = 1,
): Tally {
  const now = clock.now().getTime();
  const { from, count } = readNote(facts.marks.get(name));
  const isWithin = from <= now && now < from + lengthMs;
  const next = isWithin ? { from, count: count + more } : { from: now, count: more };
  const value = `${toInstant(new Date(next.from))} ${next.count}`;
  return { count: next.count, remember: { does: "mark", name, value } };
}

/** A note that is not there, or cannot be read, counts as one of long ago. */
function readNote(note = ""): { readonly from: number; readonly count: number } {
  const [from = "", count] = note.split(" ");
  const at = Date.parse(from);
  return Number.isNaN(at) ? { from: -Infinity, count: 0 } : { from: at, count: Number(count) || 0 };
}
