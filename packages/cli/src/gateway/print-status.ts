import type { RunningGateway } from "@safepassage/gateway/node";
import type { Io } from "../io/command.ts";
import { printFinding } from "./print-check.ts";

/** Prints in plain words what a running gateway says of itself. */
export function printStatus(io: Io, { record, health }: RunningGateway): void {
  const { status, entity, reasons = [], warnings = [] } = health as unknown as Health;
  io.out(status === "ready" ? `${entity} is ready` : `${entity} runs, and is not ready`);
  for (const finding of [...reasons, ...warnings]) printFinding(io, finding);
  const { pid, url, localUrl, startedAt, version } = record;
  if (pid === undefined) {
    io.out(
      `runs      at ${localUrl} for your own systems; it has not written itself down in state: it starts, or finds no room`,
    );
  } else {
    io.out(`runs      since ${startedAt}, process ${pid}, version ${version}`);
    io.out(`listens   ${url} for other agencies, ${localUrl} for your own systems`);
  }
  for (const line of standing(health as unknown as Health)) io.out(line);
}

function standing(health: Health): readonly string[] {
  const {
    signingKey,
    registry,
    outbox,
    inbox,
    quarantined,
    answers,
    reviews,
    certificates,
    clock,
    maintenance,
  } = health;
  const age = registry?.issuedAt;
  const lines = [
    `key       ${signingKey}`,
    `registry  ${age === undefined ? "none" : `of ${age}, used until ${registry?.usableUntil}`}`,
  ];
  // Where the store cannot be read, nobody knows the rest.
  if (outbox === undefined) return lines;
  const waiting = Object.entries(outbox).filter(([, count]) => count > 0);
  const sent = waiting.map(([state, count]) => `${count} ${state}`).join(", ") || "nothing";
  const { owed, awaited } = answers ?? {};
  return [
    ...lines,
    `sent      ${sent}`,
    `received  ${inbox}, and ${quarantined} in quarantine`,
    `answers   ${owed?.open} owed, ${owed?.overdue} of them late; ${awaited?.open} awaited, ${awaited?.overdue} late`,
    `reviews   ${reviews?.open} due, ${reviews?.overdue} of them late`,
    `erasures  ${certificates?.open} asked for and not certified, ${certificates?.overdue} of them late`,
    `clock     ${clock?.state}; maintenance is ${maintenance}`,
  ];
}

type Finding = Parameters<typeof printFinding>[1];

interface Count {
  readonly open: number;
  readonly overdue: number;
}

/** What `/v1/health` answers. */
interface Health {
  readonly status: string;
  readonly entity: string;
  readonly signingKey: string;
  readonly reasons?: readonly Finding[];
  readonly warnings?: readonly Finding[];
  readonly registry?: { readonly issuedAt?: string; readonly usableUntil?: string };
  readonly outbox?: Readonly<Record<string, number>>;
  readonly inbox?: number;
  readonly quarantined?: number;
  readonly answers?: Readonly<Record<"owed" | "awaited", Count>>;
  readonly reviews?: Count;
  readonly certificates?: Count;
  readonly clock?: { readonly state: string };
  readonly maintenance?: string;
}
