/** One metric of a gateway: `docs/spec/operation.md` lists them. */
export interface MetricRow {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels?: readonly string[];
}

const counter = (help: string, ...labels: readonly string[]): MetricRow => ({
  ...{ type: "counter", help, labels },
});
const gauge = (help: string, ...labels: readonly string[]): MetricRow => ({
  ...{ type: "gauge", help, labels },
});
const histogram = (help: string, ...labels: readonly string[]): MetricRow => ({
  ...{ type: "histogram", help, labels },
});

/**
 * The metrics of a gateway, by name, beside those of Node that the library brings. A label holds a word of a closed list,
 * the name of an agreement or a partner's entity id, both bounded; never what a message says.
 */
export const METRICS = {
  safepassage_events_total: counter("Lines of the log, those left out too", "event"),
  safepassage_messages_sent_total: counter("Outcomes of messages sent", "state"),
  safepassage_messages_received_total: counter("Decisions on packages received", "verdict"),
  safepassage_refusals_total: counter(
    "Refusals by code: received is what this agency refused, sent what was refused to it",
    ...["direction", "code"],
  ),
  safepassage_attempts_total: counter(
    "Attempts to deliver by partner, with or without a final answer",
    ...["peer", "outcome"],
  ),
  safepassage_failures_total: counter("Failures that are no refusals, such as bugs", "code"),
  safepassage_requests_total: counter("HTTP requests answered", "side", "status"),
  safepassage_activity_seconds: histogram("Time of each piece of work", "activity", "outcome"),
  safepassage_store_transaction_seconds: histogram(
    "Time of each transaction of the store, from its turn to the disk",
  ),
  safepassage_store_wait_seconds: histogram("Time that a transaction waits for its turn"),
  safepassage_ready: gauge("1 if the gateway is ready, as its health says"),
  safepassage_outbox_messages: gauge("Messages sent, by state", "state"),
  safepassage_inbox_messages: gauge("Messages received that are kept"),
  safepassage_quarantined_messages: gauge("Messages in quarantine that are not mended"),
  safepassage_oldest_due_seconds: gauge(
    "How long the attempt that is due longest has been due; 0 if none is",
    "lane",
  ),
  safepassage_answers: gauge("Requests without an answer", "side", "state"),
  safepassage_reviews: gauge(
    "Messages received that have to be reviewed by a day; overdue are those whose day is over",
    "state",
  ),
  safepassage_certificates: gauge("Erasures that recipients have not certified", "state"),
  safepassage_registry_age_seconds: gauge("Age of the registry, from its issue; -1 without one"),
  safepassage_registry_usable: gauge("1 if the registry is young enough to be used"),
  safepassage_clock_plausible: gauge("0 after a jump of the clock, until a person confirms it"),
  safepassage_store_full: gauge("1 after a write that found no room, until one does"),
  safepassage_disk_free_octets: gauge(
    "Octets that are free on the disk of a folder; of the state only where the database is a file",
    "folder",
  ),
  safepassage_disk_free_files: gauge(
    "Files that can still be made on the disk of a folder; absent where the disk has no bound",
    "folder",
  ),
  safepassage_database_log_octets: gauge(
    "Octets of the log beside a database of SQLite; absent with PostgreSQL",
  ),
  safepassage_days_left: gauge(
    "Whole days until a certificate, authority of clients, agreement or key ends; negative after it",
    ...["kind", "name"],
  ),
  safepassage_backup_age_seconds: gauge(
    "Age of the last backup by gateway backup; -1 where its time is not known, absent if none was made",
  ),
  safepassage_alarms_waiting: gauge("Alarms that this way has not told yet", "channel"),
  safepassage_alarm_channel_failures: gauge(
    "Attempts to tell that failed since the last success",
    "channel",
  ),
  safepassage_connections: gauge("Open connections", "side"),
  safepassage_held_bodies: gauge("Bodies of requests that arrive or are worked on", "side"),
  safepassage_held_body_octets: gauge("Octets of these bodies in memory", "side"),
  safepassage_figures_age_seconds: gauge("Age of the counts of the store in this answer"),
  safepassage_build_info: gauge("1; its labels say what runs", "version", "catalogue", "node"),
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof METRICS;
