import {
  type AgencyContext,
  countUncertified,
  dayOf,
  type OutboxState,
  type Tx,
} from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import type { Finding } from "../findings/finding.ts";
import { inTime } from "../http/in-time.ts";
import { type Readiness, readinessOf } from "../http/readiness.ts";
import { type End, readEnds, type WatchedCertificate } from "./ends.ts";

/** How a gateway stands, without counts: what alarms are made from. It is cheap to read. */
export interface Standing {
  /** When it was read. */
  readonly at: Date;
  readonly status: Readiness["status"];
  /** Why it is not ready. */
  readonly reasons: Readiness["reasons"];
  readonly isStoreFull: boolean;
  /** Folders on whose disk little room is left. */
  readonly lowDisks: readonly string[];
  /** Whether the database was put back to an earlier state. */
  readonly isEarlier: boolean;
  /** Whether another gateway answers at the agency's address. */
  readonly isElsewhere: boolean;
  /** Whether the next backup does not come. */
  readonly isBackupLate: boolean;
  /** Why lines of the log are not written. */
  readonly logFailure: string | undefined;
  /** Code of what else keeps the store from working. */
  readonly storeFailure: string | undefined;
  readonly registry: ReturnType<AgencyContext["registryView"]>;
  /** Left out where the store that remembers it fails. */
  readonly clock?: Awaited<ReturnType<AgencyContext["clockWatch"]["view"]>>;
  readonly ends: readonly End[];
  /** Files of agreements that do not verify, or soon do not. */
  readonly agreements: readonly {
    readonly code: "AGREEMENT_INVALID" | "AGREEMENT_KEY_ENDS";
    readonly file: string;
  }[];
}

/** How a gateway stands, with counts: what metrics are made from. A store with many rows takes its time to count. */
export interface Figures extends Standing {
  readonly outbox: Readonly<Record<OutboxState, number>>;
  readonly inbox: number;
  readonly quarantined: number;
  /** Seconds that the attempt has been due which is due longest; 0 if none is. */
  readonly oldestDue: Readonly<Record<"ordinary" | "emergency", number>>;
  readonly answers: Awaited<ReturnType<Tx["answers"]["count"]>>;
  readonly reviews: Awaited<ReturnType<Tx["reviews"]["count"]>>;
  readonly certificates: Awaited<ReturnType<typeof countUncertified>>;
}

/** Reads how a gateway stands, without counts. */
export async function readStanding(
  context: AgencyContext,
  { certificates, watch }: Watched,
): Promise<Standing> {
  const { status, reasons, warnings } = await readinessOf(context, watch);
  const codes = reasons.map(({ code }) => code);
  // The reasons say that the store fails.
  const clock = await inTime(
    context.clockWatch.view().catch(() => undefined),
    undefined,
  );
  return {
    at: context.clock.now(),
    status,
    reasons,
    isStoreFull: codes.includes("STORE_FULL"),
    lowDisks: warnings.flatMap(({ code, file }) => (code === "DISK_LOW" ? [file] : [])),
    isElsewhere: warnings.some(({ code }) => code === "ENDPOINT_ELSEWHERE"),
    isBackupLate: warnings.some(({ code }) => code === "BACKUP_LATE"),
    isEarlier: warnings.some(({ code }) => code === "DATABASE_EARLIER"),
    logFailure: warnings.find(({ code }) => code === "LOG_UNWRITTEN")?.code,
    storeFailure: codes.find((code) => code.startsWith("GATEWAY_STORE_")),
    registry: context.registryView(),
    ...(clock !== undefined && { clock }),
    ends: readEnds(context, certificates()),
    agreements: warnings.flatMap(({ code, file }) =>
      code === "AGREEMENT_INVALID" || code === "AGREEMENT_KEY_ENDS" ? [{ code, file }] : [],
    ),
  };
}

/** What is watched beside the gateway itself. */
interface Watched {
  readonly certificates: () => readonly WatchedCertificate[];
  readonly watch: () => readonly Finding[];
}

/** Reads how a gateway stands, in one transaction. */
export async function readFigures(context: AgencyContext, watched: Watched): Promise<Figures> {
  const standing = await readStanding(context, watched);
  const { at } = standing;
  const counts = await context.store.transaction(async (tx) => ({
    outbox: await tx.outbox.counts(),
    ...(await tx.inbox.counts()),
    answers: await tx.answers.count(toInstant(at)),
    reviews: await tx.reviews.count(dayOf(at)),
    certificates: await countUncertified(context, tx),
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
