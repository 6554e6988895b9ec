import { type ActivityName, LOG_EVENTS, type LogEvent } from "@safepassage/agency";
import { PROFILE_DIGEST } from "@safepassage/schema";
import type { DiskRoom } from "../findings/judge-room.ts";
import { STATUS } from "../http/status.ts";
import type { Figures, Standing } from "./figures.ts";
import { createMeters } from "./meters.ts";
import type { MetricName } from "./metric-table.ts";
import type { StoreTimes } from "./watch-store.ts";

/** The side of a listener: other agencies, or the agency's own systems. */
export type Side = "public" | "local";

/** What a gateway tells its metrics. */
export interface Metrics {
  hear(event: LogEvent): void;
  /** Counts a failure that is no refusal. */
  fail(code: string): void;
  /** Notes a piece of work. @param code - Of the error that ended it. */
  worked(activity: ActivityName, milliseconds: number, code: string | undefined): void;
  stored(times: StoreTimes): void;
  answered(side: Side, status: number): void;
  /** Adds what is looked up for each reading. */
  addGauges(read: () => Promise<Gauges>): void;
  /** Prometheus text. It never waits for a slow store longer than two seconds: it then shows older counts. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** What is looked up for each reading. */
export interface Gauges {
  readonly standing?: Standing;
  readonly figures?: Figures;
  readonly connections?: Readonly<Partial<Record<Side, number>>>;
  readonly held?: Readonly<Record<Side, { readonly bodies: number; readonly octets: number }>>;
  readonly channels?: readonly ChannelGauges[];
  /** No `octets` where the database is on a server. */
  readonly databaseLog?: { readonly octets: number | undefined };
  readonly disks?: readonly DiskRoom[];
  /** Seconds since the last backup; no `age` if none was made. */
  readonly backup?: { readonly age: number | "unknown" | undefined };
}

/** How a way of telling alarms stands. */
export interface ChannelGauges {
  readonly channel: string;
  readonly waiting: number;
  readonly failures: number;
}

/** Makes the metrics of one gateway. @param version - Of the program. */
export function createMetrics(version: string): Metrics {
  const meters = createMeters();
  const labels = { version, catalogue: PROFILE_DIGEST, node: process.versions.node };
  meters.set("safepassage_build_info", 1, labels);
  // A counter that begins with its first event shows Prometheus no increase: that alarm would wake nobody.
  for (const event of Object.keys(LOG_EVENTS)) meters.add("safepassage_events_total", { event }, 0);
  const peers = bounded(MOST_PEERS);
  const readers: (() => Promise<Gauges>)[] = [];
  let reading: Promise<void> | undefined;

  const show = (gauges: Gauges): void => {
    if (gauges.standing !== undefined) showStanding(gauges.standing);
    if (gauges.figures !== undefined) showFigures(gauges.figures);
    for (const [side, open] of Object.entries(gauges.connections ?? {})) {
      meters.set("safepassage_connections", open, { side });
    }
    for (const [side, { bodies, octets }] of Object.entries(gauges.held ?? {})) {
      meters.set("safepassage_held_bodies", bodies, { side });
      meters.set("safepassage_held_body_octets", octets, { side });
    }
    for (const { channel, waiting, failures } of gauges.channels ?? []) {
      meters.set("safepassage_alarms_waiting", waiting, { channel });
      meters.set("safepassage_alarm_channel_failures", failures, { channel });
    }
    showDisks(gauges.disks ?? []);
    const { backup, databaseLog } = gauges;
    if (backup !== undefined) {
      const { age } = backup;
      showIfKnown("safepassage_backup_age_seconds", age === "unknown" ? -1 : age);
    }
    if (databaseLog !== undefined) {
      showIfKnown("safepassage_database_log_octets", databaseLog.octets);
    }
  };
  const showDisks = (disks: readonly DiskRoom[]): void => {
    for (const { folder, free, freeFiles } of disks) {
      meters.set("safepassage_disk_free_octets", free, { folder });
      if (freeFiles !== undefined) meters.set("safepassage_disk_free_files", freeFiles, { folder });
    }
  };
  const showIfKnown = (name: MetricName, value: number | undefined): void => {
    if (value === undefined) meters.remove(name);
    else meters.set(name, value);
  };
  // Where nobody looks there is no figure: a backup would read as made just now.
  for (const name of MAYBE_ABSENT) meters.remove(name);
  let shown: { readonly figures: Figures; readonly at: number } | undefined;
  const showStanding = ({ at, status, isStoreFull, clock, registry, ends }: Standing): void => {
    meters.set("safepassage_ready", Number(status === "ready"));
    meters.set("safepassage_store_full", Number(isStoreFull));
    if (clock !== undefined) {
      meters.set("safepassage_clock_plausible", Number(clock.state === "plausible"));
    }
    meters.set("safepassage_registry_usable", Number(registry.state === "current"));
    const { issuedAt } = registry;
    const age = issuedAt === undefined ? -1 : (at.getTime() - Date.parse(issuedAt)) / 1000;
    meters.set("safepassage_registry_age_seconds", age);
    meters.clear("safepassage_days_left");
    for (const { kind, name, daysLeft } of ends) {
      meters.set("safepassage_days_left", daysLeft, { kind, name });
    }
  };
  const showFigures = (figures: Figures): void => {
    if (shown?.figures === figures) return;
    shown = { figures, at: performance.now() };
    for (const [state, rows] of Object.entries(figures.outbox)) {
      meters.set("safepassage_outbox_messages", rows, { state });
    }
    meters.set("safepassage_inbox_messages", figures.inbox);
    meters.set("safepassage_quarantined_messages", figures.quarantined);
    for (const [lane, seconds] of Object.entries(figures.oldestDue)) {
      meters.set("safepassage_oldest_due_seconds", seconds, { lane });
    }
    for (const [side, { open, overdue }] of Object.entries(figures.answers)) {
      meters.set("safepassage_answers", open, { side, state: "open" });
      meters.set("safepassage_answers", overdue, { side, state: "overdue" });
    }
    for (const [state, count] of Object.entries(figures.reviews)) {
      meters.set("safepassage_reviews", count, { state });
    }
    for (const [state, count] of Object.entries(figures.certificates)) {
      meters.set("safepassage_certificates", count, { state });
    }
  };
  /** Readings that come together share one look at the store. */
  const look = (): Promise<void> => {
    reading ??= Promise.all(readers.map(async (read) => show(await read())))
      .then(() => {})
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  return {
    hear(event) {
      meters.add("safepassage_events_total", { event: event.event });
      const { state, verdict, refusal, attempt } = meaningOf(event);
      if (state !== undefined) meters.add("safepassage_messages_sent_total", { state });
      if (verdict !== undefined) meters.add("safepassage_messages_received_total", { verdict });
      if (refusal !== undefined) {
        const code = knownCode(event.code);
        meters.add("safepassage_refusals_total", { direction: refusal, code });
      }
      if (attempt !== undefined) {
        const peer = peers(event.peer ?? "other");
        for (const outcome of ["done", "failed"]) {
          meters.add("safepassage_attempts_total", { peer, outcome }, Number(outcome === attempt));
        }
      }
    },
    fail: (code) => meters.add("safepassage_failures_total", { code: knownCode(code) }),
    worked(activity, milliseconds, code) {
      const outcome = code === undefined ? "done" : "failed";
      meters.time("safepassage_activity_seconds", milliseconds / 1000, { activity, outcome });
    },
    stored({ waitMs, workMs }) {
      meters.time("safepassage_store_wait_seconds", waitMs / 1000);
      meters.time("safepassage_store_transaction_seconds", workMs / 1000);
    },
    answered: (side, status) =>
      meters.add("safepassage_requests_total", { side, status: `${Math.floor(status / 100)}xx` }),
    addGauges: (read) => void readers.push(read),
    async text() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
      // A store that fails is told by its own metrics; the older counts say how old they are.
      await Promise.race([look().catch(() => {}), late]);
      const age = shown === undefined ? -1 : (performance.now() - shown.at) / 1000;
      meters.set("safepassage_figures_age_seconds", age);
      return meters.text();
    },
    contentType: meters.contentType,
  };
}

interface Meaning {
  /** A message sent has come to this state. */
  readonly state?: string;
  readonly verdict?: string;
  readonly refusal?: "sent" | "received";
  readonly attempt?: "done" | "failed";
}

/** What an event says about messages. A code beside a state is that of a failed attempt. */
function meaningOf({ event, code, own }: LogEvent): Meaning {
  switch (event) {
    case "queued":
      return code === undefined ? { state: event } : { refusal: "sent", attempt: "failed" };
    case "sending":
      return { refusal: "sent", attempt: "failed" };
    case "delivered":
    case "decided":
      return { state: event, attempt: "done" };
    case "expired":
    case "unsent":
    case "replaced":
      return { state: event };
    case "refused":
      return own === true
        ? { state: event, refusal: "sent", attempt: "done" }
        : { verdict: event, refusal: "received" };
    case "accept":
    case "acceptWithWarnings":
    case "reject":
    case "quarantine":
      return { verdict: event };
    default:
      return {};
  }
}

/** Codes of others are words of others: one that is in no table of ours is not repeated. */
function knownCode(code: string | undefined): string {
  return code !== undefined && (Object.hasOwn(STATUS, code) || code === "INTERNAL")
    ? code
    : "other";
}

/** Lets the first so many different values through, and calls all others "other". */
function bounded(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return "other";
    known.add(value);
    return value;
  };
}

/** Most partners with a series of their own. */
const MOST_PEERS = 64;
const MAYBE_ABSENT = ["safepassage_backup_age_seconds", "safepassage_database_log_octets"] as const;
const PATIENCE_MS = 2000;
