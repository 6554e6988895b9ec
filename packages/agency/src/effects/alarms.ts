import type { AgencyContext } from "../setting/context.ts";
import type { Tx } from "../store/ports.ts";

/**
 * Hands alarms to the operator's log, the oldest first, as many as one part has: each at least once. One whose process
 * died before is handed over at the next maintenance. Returns whether there may be more.
 */
export function announceAlarms({
  store,
  log,
}: Pick<AgencyContext, "store" | "log">): Promise<boolean> {
  return store.transaction(async (tx) => {
    let isMore = false;
    for (const [kind, mark] of Object.entries(ALARM_MARKS)) {
      isMore = (await announce(tx, { kind, mark, log })) || isMore;
    }
    return isMore;
  });
}

async function announce(
  tx: Tx,
  { kind, mark, log }: { kind: string; mark: string; log: AgencyContext["log"] },
): Promise<boolean> {
  const announced = Number((await tx.marks.get(mark)) ?? 0);
  const alarms = await tx.events.after(kind, announced, PART);
  for (const { ref = "", code, country, authority } of alarms) {
    const peer = country === undefined ? await partnerOf(tx, ref) : undefined;
    const told = Object.entries({ country, authority, code, peer });
    log({
      event: kind,
      ref,
      ...Object.fromEntries(told.filter(([, value]) => value !== undefined)),
    });
  }
  const last = alarms.at(-1);
  if (last !== undefined) await tx.marks.set(mark, String(last.position));
  return alarms.length === PART;
}

/** Whose message an alarm is about, or for whom it was: named by its digest, or that of a package that was refused. */
async function partnerOf({ outbox, inbox }: Tx, ref: string): Promise<string | undefined> {
  return (
    (await outbox.findByDigest(ref))?.recipient ??
    (await inbox.findByDigest(ref))?.sender ??
    (await inbox.findRefusal(ref))?.sender
  );
}

/** By the kind of an alarm: the mark that has the place of the last one that was handed to the operator. */
export const ALARM_MARKS = {
  quarantineAlarm: "alarmsAnnounced",
  emergencyRefused: "emergenciesRefusedAnnounced",
  emergencyUndelivered: "emergenciesUndeliveredAnnounced",
} as const;

/** Alarms that are handed over at once. */
const PART = 64;
