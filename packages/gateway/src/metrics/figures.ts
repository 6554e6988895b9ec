import type { AgencyContext, OutboxState, Tx } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { type End, readEnds, type WatchedCertificate } from "./ends.ts";
import { stateOf } from "./state-of.ts";

/** How a gateway stands, without counts: what alarms are made from. It is cheap to read. */
export interface Standing {
  /** When it was read. */
  readonly at: Date;
  readonly status: Awaited<ReturnType<typeof stateOf>>;
  readonly registry: ReturnType<AgencyContext["registryView"]>;
  readonly clock: Awaited<ReturnType<AgencyContext["clockWatch"]["view"]>>;
  readonly ends: readonly End[];
}

/** How a gateway stands, with counts: what metrics are made from. A store with many rows takes its time to count. */
export interface Figures extends Standing {
  readonly outbox: Readonly<Record<OutboxState, number>>;
  readonly inbox: number;
  readonly quarantined: number;
  /** Seconds that the attempt has been due which is due longest; 0 if none is. */
  readonly oldestDue: Readonly<Record<"ordinary" | "emergency", number>>;
  readonly answers: Awaited<ReturnType<Tx["answers"]["count"]>>;
}

/** Reads how a gateway stands, without counts. */
export async function readStanding(
  context: AgencyContext,
  certificates: readonly WatchedCertificate[],
): Promise<Standing> {
  return {
    at: context.clock.now(),
    status: await stateOf(context),
    registry: context.registryView(),
    clock: await context.clockWatch.view(),
    ends: readEnds(context, certificates),
  };
}

/** Reads how a gateway stands, in one transaction. */
export async function readFigures(
  context: AgencyContext,
  certificates: readonly WatchedCertificate[],
): Promise<Figures> {
  const standing = await readStanding(context, certificates);
  const { at } = standing;
  const counts = await context.store.transaction(async (tx) => ({
    outbox: await tx.outbox.counts(),
    ...(await tx.inbox.counts()),
    answers: await tx.answers.count(toInstant(at)),
    oldestDue: await oldestDue(tx, at.getTime()),
  }));
  return { ...standing, ...counts };
}

/** The first of each lane is due longest, so two rows are read, however many are due. */
async function oldestDue({ outbox }: Tx, now: number): Promise<Figures["oldestDue"]> {
  const due = await outbox.due(now, 1);
  const ageOf = async (emergency: boolean): Promise<number> => {
    const first = due.find((row) => row.emergency === emergency);
    const row = first && (await outbox.find(first.id));
    return row === undefined ? 0 : Math.max(0, (now - row.nextAttempt) / 1000);
  };
  return { ordinary: await ageOf(false), emergency: await ageOf(true) };
}
