import { toInstant } from "@safepassage/core";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { EventRow } from "../../store/rows.ts";
import { carryOut, type Effect } from "./effect.ts";

/** What somebody has to do within a day of an event, and an alarm where nobody has done it. */
export interface DayToAct {
  /** Kind of the event. */
  readonly event: string;
  /** Kind of the alarm. */
  readonly alarm: string;
  /** Name of the note of the store that keeps how far the events were looked at. */
  readonly mark: string;
  /** The digest that the alarm is about. */
  readonly about: (event: EventRow) => string;
  /** Whether it is done, or need not be done any more. */
  readonly isDone: (context: AgencyContext, tx: Tx, digest: string) => Promise<boolean>;
}

/** Records one part of the alarms about what nobody has done within a day, each once. Returns whether there may be more. */
export function recordNotDone(context: AgencyContext, acts: readonly DayToAct[]): Promise<boolean> {
  return carryOut(context, async (tx) => {
    const effects: Effect[] = [];
    let isMore = false;
    for (const act of acts) {
      const { alarms, looked } = await look(context, tx, act);
      effects.push(...alarms);
      isMore ||= looked === PART;
    }
    return { effects, value: isMore };
  });
}

async function look(
  context: AgencyContext,
  tx: Tx,
  { event, alarm: kind, mark, about, isDone }: DayToAct,
): Promise<{ readonly alarms: readonly Effect[]; readonly looked: number }> {
  const now = context.clock.now();
  const at = toInstant(now);
  const before = toInstant(new Date(now.getTime() - DAY_MS));
  const place = Number((await tx.marks.get(mark)) ?? 0);
  const noted = await tx.events.after(event, place, PART);
  // One by a clock that was ahead counts as due: it must neither hide those after it nor be passed over.
  const isDue = (one: EventRow): boolean => one.at <= before || one.at > at;
  const first = noted.findIndex((one) => !isDue(one));
  const due = first < 0 ? noted : noted.slice(0, first);
  const alarms: Effect[] = [];
  for (const one of due) {
    const ref = about(one);
    if (await isDone(context, tx, ref)) continue;
    alarms.push({ does: "event", event: { kind, at, ref }, once: true });
  }
  const last = due.at(-1);
  if (last !== undefined) await tx.marks.set(mark, String(last.position));
  return { alarms, looked: due.length };
}

const DAY_MS = 86_400_000;
const PART = 64;
