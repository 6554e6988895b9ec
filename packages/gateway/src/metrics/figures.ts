import type { AgencyContext, OutboxState, Tx } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { statusOf } from "../http/public-routes.ts";
import { type End, readEnds, type WatchedCertificate } from "./ends.ts";

/** How a gateway stands: what metrics and alarms are made from. Counts and times only. */
export interface Figures {
  /** When it was read. */
  readonly at: Date;
  readonly status: Awaited<ReturnType<typeof statusOf>>;
  readonly outbox: Readonly<Record<OutboxState, number>>;
  readonly inbox: number;
  readonly quarantined: number;
  /** Seconds that the attempt has been due which is due longest; 0 if none is. */
  readonly oldestDue: Readonly<Record<"ordinary" | "emergency", number>>;
  readonly answers: Awaited<ReturnType<Tx["answers"]["count"]>>;
  readonly registry: ReturnType<AgencyContext["registryView"]>;
  readonly clock: Awaited<ReturnType<AgencyContext["clockWatch"]["view"]>>;
  readonly ends: readonly End[];
}

/** Reads how a gateway stands, in one short transaction. */
export async function readFigures(
  context: AgencyContext,
  certificates: readonly WatchedCertificate[],
): Promise<Figures> {
  const at = context.clock.now();
  const status = await statusOf(context);
  const counts = await context.store.transaction(async (tx) => ({
    outbox: await tx.outbox.counts(),
    ...(await tx.inbox.counts()),
    answers: await tx.answers.count(toInstant(at)),
    oldestDue: await oldestDue(tx, at.getTime()),
  }));
  return {
    ...{ at, status, ...counts, registry: context.registryView() },
    clock: await context.clockWatch.view(),
    ends: readEnds(context, certificates),
  };
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
