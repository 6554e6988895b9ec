import { toInstant } from "@safepassage/core";
import { type Agreement, claimsDanger, isOfDanger } from "@safepassage/schema";
import type { ActKind } from "../../effects/shared/acts.ts";
import { carryOut, type Effect } from "../../effects/shared/effect.ts";
import { isSeenByTwo } from "../../effects/warning/second-review.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import { canRead } from "../../setting/can-read.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import { type DraftRow, isReturned } from "../../store/rows.ts";
import type { DraftRequest } from "./draft-request.ts";

/**
 * Records an alarm for each draft that has waited too long for a second officer, or sent back for somebody to change it, or approved
 * for somebody to send it: three days, and one hour where it claims a threat to life. Each is told once, and again only if it waits as long after a later change.
 */
export const recordWaitingDrafts = (context: AgencyContext): Promise<boolean> =>
  recordWaits(context, { now: context.clock.now(), ordinaryMs: WAIT_MS });

/** The same, of drafts that claim a threat to life alone: they are looked for each minute, also while the clock is in doubt. */
export const recordUrgentDrafts = (context: AgencyContext): Promise<boolean> =>
  recordWaits(context, { now: context.clockWatch.latest(), ordinaryMs: Number.POSITIVE_INFINITY });

/** When it is looked for drafts that wait, and how long an ordinary one may. */
interface Patience {
  readonly now: Date;
  readonly ordinaryMs: number;
}

async function recordWaits(context: AgencyContext, patience: Patience): Promise<boolean> {
  const agreements = agreementsOf(context);
  if (!agreements.some(({ secondOfficer = [] }) => secondOfficer.length > 0)) return false;
  let before: number | undefined;
  do {
    before = await carryOut(context, async (tx) => {
      const { rows, next } = await tx.drafts.list(PART, before);
      const effects: Effect[] = [];
      for (const row of rows) effects.push(...(await alarmFor(tx, agreements, row, patience)));
      return { effects, value: next };
    });
  } while (before !== undefined);
  return false;
}

/** The agreements; none while there is no registry by which they could be verified: nothing is sent then, and a person is told of that. */
function agreementsOf({ agreements }: Pick<AgencyContext, "agreements">): readonly Agreement[] {
  try {
    return agreements().all();
  } catch (error) {
    if (error instanceof AgencyError && NO_REGISTRY.has(error.code)) return [];
    throw error;
  }
}

const NO_REGISTRY: ReadonlySet<string> = new Set([
  "GATEWAY_REGISTRY_MISSING",
  "GATEWAY_REGISTRY_STALE",
]);

async function alarmFor(
  { events }: Tx,
  agreements: readonly Agreement[],
  row: DraftRow,
  { now, ordinaryMs }: Patience,
): Promise<readonly Effect[]> {
  const { id: ref, approval, returned, changedAt } = row;
  const back = isReturned(row) ? returned : undefined;
  const decidedAt = (approval ?? back)?.at ?? changedAt;
  const ageOf = (since: string): number => now.getTime() - Date.parse(since);
  // By a clock that was ahead nobody knows how long it waits: it must not be passed over until that day.
  const isToCome = (since: string): boolean => ageOf(since) < -URGENT_MS;
  const hasWaited = (since: string, ms: number) => ageOf(since) >= ms || isToCome(since);
  if (!hasWaited(decidedAt, URGENT_MS) || !isForTwo(agreements, row)) return [];
  const isUrgent = claimsThreat(row);
  if (!isUrgent && !hasWaited(decidedAt, ordinaryMs)) return [];
  // An approval that has ended is in no row any more.
  const ended = (await events.about(UNAPPROVED, ref)).map(({ at }) => at);
  const since = [decidedAt, ...ended].toSorted().at(-1) ?? decidedAt;
  if (!hasWaited(since, isUrgent ? URGENT_MS : ordinaryMs)) return [];
  const isTold = ({ at }: { readonly at: string }): boolean =>
    isToCome(since) ? ageOf(at) < DAY_MS : at >= since;
  if ((await events.about(KIND, ref)).some(isTold)) return [];
  const code = isUrgent ? "emergency" : ((approval && "approved") ?? (back && "returned"));
  const event = { kind: KIND, at: toInstant(now), ref, ...(code && { code }) };
  return [{ does: "event", event }, { does: "announce" }];
}

/** Whether an agreement of that name asks for a second officer, be it over: then nobody can send the draft as it is. */
export const isForTwo = (
  agreements: readonly Agreement[],
  { agreement: id, purpose }: Pick<DraftRow, "agreement" | "purpose">,
): boolean => {
  const claims = { "env.purpose": purpose };
  return (
    !isOfDanger(claims) &&
    agreements.some((agreement) => agreement.id === id && isSeenByTwo(agreement, claims))
  );
};

function claimsThreat(row: DraftRow): boolean {
  // What cannot be read may claim one.
  if (!canRead(() => row.request)) return true;
  const claims = { "env.purpose": row.purpose, "env.messageType": row.messageType };
  const { private: hidden } = (row.request ?? {}) as Partial<DraftRequest>;
  return claimsDanger(claims, hidden?.["private.urgency"]);
}

const KIND = "draftWaits";
const UNAPPROVED = "draftUnapproved" satisfies ActKind;
const URGENT_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Longer than a weekend. */
const WAIT_MS = 3 * DAY_MS;
const PART = 64;
