import type { AgencyContext } from "../../setting/context.ts";
import type { LogEvent } from "../../setting/log-event.ts";
import type { Tx } from "../../store/ports.ts";
import type { EventRow } from "../../store/rows.ts";
import { ALARM_KINDS, ALARM_MARKS, type AlarmKind } from "./alarm-kinds.ts";

/** A log that nobody reads. */
export const nobody = (): void => {};

/**
 * Hands one part of the recorded alarms to the operator's log, oldest first, each at least once. If a process dies
 * first, or nobody reads its log, the next maintenance hands them over. Returns whether there may be more.
 */
export function announceAlarms({
  store,
  log,
  onError = () => {},
}: Pick<AgencyContext, "store" | "log"> &
  Partial<Pick<AgencyContext, "onError">>): Promise<boolean> {
  if (log === nobody) return Promise.resolve(false);
  return store.transaction(async (tx) => {
    let isMore = false;
    for (const kind of ALARM_KINDS) {
      const mark = ALARM_MARKS[kind];
      const announced = Number((await tx.marks.get(mark)) ?? 0);
      const alarms = await tx.events.after(kind, announced, PART);
      for (const alarm of alarms) log(await alarmOf(tx, kind, alarm, onError));
      const last = alarms.at(-1);
      if (last !== undefined) await tx.marks.set(mark, String(last.position));
      isMore ||= alarms.length === PART;
    }
    return isMore;
  });
}

/**
 * Makes the log event of a recorded alarm. One whose partner cannot be looked up, as in a damaged row, is told without.
 *
 * @param onError - Gets why.
 */
export async function alarmOf(
  tx: Tx,
  kind: AlarmKind,
  { ref = "", code, country, authority }: EventRow,
  onError: AgencyContext["onError"],
): Promise<LogEvent> {
  let peer: string | undefined;
  try {
    if (country === undefined) peer = await partnerOf(tx, ref);
  } catch (error) {
    onError(error);
  }
  const told = Object.entries({ country, authority, code, peer });
  const given = told.filter(([, value]) => value !== undefined);
  return { event: kind, ref, ...Object.fromEntries(given) };
}

/** Finds the other party of the message, or of the refused package, that an alarm is about. */
async function partnerOf({ outbox, inbox }: Tx, ref: string): Promise<string | undefined> {
  return (
    (await outbox.findByDigest(ref))?.recipient ??
    (await inbox.findByDigest(ref))?.sender ??
    (await inbox.findRefusal(ref))?.sender
  );
}

const PART = 64;
