import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Started, start } from "../exchange/processes.ts";
import { makeFederation } from "./federation.ts";
import { makeParcels, type Parcel } from "./packages.ts";
import { type Answer, postAlone, postSlowly } from "./post.ts";

/** What a gateway did with many senders at once. */
export interface SenderFigures {
  /** How often which answer was given to senders that post at once. */
  readonly answers: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  /** How often which answer was given to slow ones while the others were served. */
  readonly slowAnswers: Readonly<Record<string, number>>;
  /** MiB of the gateway's memory: before, with the slow ones, and at most. */
  readonly rss: readonly [number, number, number];
}

/** MiB that a gateway's memory may grow by. */
const SENDERS_MEMORY_LIMIT = 400;

/**
 * Opens so many connections that send an octet now and then, and posts from as many others, all at once, one real
 * package over a connection of its own each. Both kinds are of many agencies: each may hold 32 requests at once.
 */
export async function benchSenders({ quick = 1000, slow = 2000 } = {}): Promise<SenderFigures> {
  const folder = mkdtempSync(join(tmpdir(), "sp-senders-"));
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const quickAgencies = Math.ceil(quick / EACH);
  const slowAgencies = Math.ceil(slow / EACH);
  const federation = makeFederation(folder, quickAgencies + slowAgencies, port);
  const gateway = await start("gateway.ts", {
    ...{ folder: federation.recipient, port, token: "t".repeat(43) },
    maxConnections: quick + slow + SPARE,
  });
  const watch = watchMemory(gateway);
  try {
    const { senders } = federation;
    const [parcels, slowParcels] = [
      await makeParcels({ ...federation, senders: senders.slice(0, quickAgencies) }, EACH),
      await makeParcels({ ...federation, senders: senders.slice(quickAgencies) }, 1),
    ];
    const before = await rssOf(gateway);
    const dripping = Array.from({ length: slow }, (_, index) =>
      postSlowly(gateway.url, slowParcels[index % slowParcels.length] as Parcel, DRIP_MS),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const withSlow = await rssOf(gateway);
    const answers = await Promise.all(
      parcels.slice(0, quick).map((parcel) => postAlone(gateway.url, parcel)),
    );
    const slowAnswers = count(dripping.map(({ outcome = "still open" }) => outcome));
    for (const one of dripping) one.end();
    const rss = [before, withSlow, watch.most()] as const;
    return {
      ...timesOf(answers),
      answers: count(answers.map((one) => one.outcome)),
      slowAnswers,
      rss,
    };
  } finally {
    watch.end();
    gateway.child.disconnect();
    rmSync(folder, { recursive: true });
  }
}

/** Whether each honest sender was served, and the memory stayed within its bound. */
export const areServed = ({ answers, rss: [before, , most] }: SenderFigures): boolean =>
  Object.keys(answers).join() === "200" && most - before <= SENDERS_MEMORY_LIMIT;

/** Lines of the report. */
export function formatSenders(figures: SenderFigures): string {
  const { answers, slowAnswers, p50, p99 } = figures;
  const said = (all: Readonly<Record<string, number>>): string =>
    Object.entries(all)
      .map(([outcome, times]) => `${times} × ${outcome}`)
      .join(", ");
  const [before, withSlow, most] = figures.rss.map((mebibytes) => mebibytes.toFixed(0));
  return [
    `senders at once: ${said(answers)}; p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)}`,
    `slow senders meanwhile: ${said(slowAnswers)}`,
    `memory: ${before} MiB, ${withSlow} with the slow ones, ${most} at most; limit ${SENDERS_MEMORY_LIMIT} more`,
  ].join("\n");
}

function count(outcomes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function timesOf(answers: readonly Answer[]): Pick<SenderFigures, "p50" | "p99"> {
  const took = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

const rssOf = async (gateway: Started): Promise<number> => (await gateway.usage()).rss;

function watchMemory(gateway: Started) {
  let most = 0;
  let isOver = false;
  const look = async (): Promise<void> => {
    if (isOver) return;
    most = Math.max(most, await rssOf(gateway));
    setTimeout(() => void look().catch(() => {}), 200);
  };
  void look().catch(() => {});
  return {
    most: () => most,
    end() {
      isOver = true;
    },
  };
}

/** Requests of one agency at once: a gateway takes 32. */
const EACH = 25;
const SPARE = 64;
const DRIP_MS = 3000;
const SETTLE_MS = 8000;
