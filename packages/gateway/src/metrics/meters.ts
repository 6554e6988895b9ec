import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { METRICS, type MetricName, type MetricRow } from "./metric-table.ts";

/** The metrics of one gateway, by name. */
export interface Meters {
  /** Adds to a counter; without `by`, one. */
  add(name: MetricName, labels?: Labels, by?: number): void;
  set(name: MetricName, value: number, labels?: Labels): void;
  /** Notes a duration in seconds. */
  time(name: MetricName, seconds: number, labels?: Labels): void;
  /** Forgets all values of a gauge with labels, before it is set anew. */
  clear(name: MetricName): void;
  /** Has a gauge without labels say nothing: else it says 0 until it is set. */
  remove(name: MetricName): void;
  /** Prometheus text, format 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
}

export type Labels = Readonly<Record<string, string>>;

/** Makes the metrics, and those of Node. Nothing of it is global: two gateways in one process share none. */
export function createMeters(): Meters {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS });
  const counters = new Map<string, Counter<string>>();
  const gauges = new Map<string, Gauge<string>>();
  const histograms = new Map<string, Histogram<string>>();
  for (const [name, { type, help, labels = [] }] of Object.entries<MetricRow>(METRICS)) {
    const own = { name, help, labelNames: labels, registers: [registry] };
    if (type === "counter") counters.set(name, new Counter(own));
    else if (type === "gauge") gauges.set(name, new Gauge(own));
    else histograms.set(name, new Histogram({ ...own, buckets: BUCKETS }));
  }
  return {
    add: (name, labels = {}, by = 1) => counters.get(name)?.inc(labels, by),
    set: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    time: (name, seconds, labels = {}) => histograms.get(name)?.observe(labels, seconds),
    clear: (name) => gauges.get(name)?.reset(),
    remove: (name) => gauges.get(name)?.remove(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Milliseconds between samples of the event loop's delay. */
const LOOP_PRECISION_MS = 20;
/** Seconds: a transaction takes one millisecond, an attempt at most thirty seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
