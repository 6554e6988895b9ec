import type { Gateway } from "../gateway.ts";
import type { Side } from "../metrics/metrics.ts";
import { serveMetrics } from "../metrics/serve-metrics.ts";
import type { Operation } from "../operation.ts";
import { listenOnceThere } from "./await-address.ts";
import { addressOf, type Certificates, type Listening, listen } from "./listen.ts";

/** Where and how {@link serveGateway} serves. */
export interface ServeOptions {
  /** Address for other agencies. Default 127.0.0.1: put a TLS proxy before it. */
  readonly hostname?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Port for the agency's own systems, on loopback always, without TLS. 0 lets the system choose. */
  readonly localPort: number;
  /** Certificates for other agencies, where no proxy has them. */
  readonly tls?: Certificates | undefined;
  /** Milliseconds between looks at the outbox, for what waited for its time. Default 250. */
  readonly pollMs?: number;
  /** Milliseconds between looks at warnings that nobody has answered. Default 60,000. */
  readonly warningsMs?: number;
  /** Milliseconds after which a maintenance that failed is tried again, such as one on a full disk. Default 300,000. */
  readonly maintainAgainMs?: number;
  /** Milliseconds between looks whether this machine has the address for other agencies, while it has not. Default 1,000. */
  readonly addressMs?: number;
  /**
   * Most connections at once, for partners and for the agency's own systems each. Any further one is closed at once.
   * Default 4,096.
   */
  readonly maxConnections?: number;
  /** Most milliseconds for a whole request to arrive. Default 60,000. */
  readonly bodyTimeoutMs?: number;
  /**
   * Milliseconds that {@link ServedGateway.close} has: after four fifths it cuts busy connections and running deliveries,
   * and at the end alarms that are being told. Default 5,000.
   */
  readonly graceMs?: number;
  /**
   * Gets failures that are no protocol errors, such as bugs or a full disk. Write them through `visible`. Left out, the
   * operation gets them.
   */
  readonly onError?: (error: unknown) => void;
  /** That of the gateway: its metrics are served, and its alarms told. */
  readonly operation?: Operation | undefined;
}

/** A gateway that is being served. */
export interface ServedGateway {
  /** Address for other agencies, for the registry. */
  readonly url: string;
  readonly localUrl: string;
  /** Whether it waits for the address for other agencies, which this machine does not have. */
  isAwaited(): boolean;
  /** Where the metrics are, if they are served. */
  readonly metricsUrl?: string;
  /** Takes other certificates, for connections from now on. */
  renew(certificates: Certificates): void;
  /**
   * Stops listening, finishes running deliveries, closes the store. After `graceMs` it cuts what is still busy. Nothing
   * keeps the process alive afterwards. A second call returns the same promise.
   */
  close(): Promise<void>;
}

/**
 * Serves a gateway over HTTP, delivers what it queues, looks at warnings each minute, and maintains it once an hour, sooner where that
 * has failed.
 */
export async function serveGateway(
  gateway: Gateway,
  { hostname = LOOPBACK, port, localPort, tls, pollMs = 250, operation, ...options }: ServeOptions,
): Promise<ServedGateway> {
  const { maxConnections = 4096, bodyTimeoutMs = 60_000, graceMs = 5000 } = options;
  const { warningsMs = 60_000, maintainAgainMs = 300_000, addressMs = 1000 } = options;
  const { onError = operation?.onError ?? (() => {}) } = options;
  const workMs = graceMs * SHARE_OF_WORK;
  const bounds = { maxConnections, bodyTimeoutMs, graceMs: workMs };
  const outside = await listenOnceThere(
    () =>
      listen((request, client) => gateway.fetch(request, client), {
        ...{ hostname, port, tls },
        ...bounds,
      }),
    {
      ...{ hostname, url: addressOf({ hostname, port, tls }), everyMs: addressMs, onError },
      log: operation?.log ?? (() => {}),
    },
  );
  const inside: Listening = await listen((request) => gateway.localFetch(request, inside.url), {
    ...{ hostname: LOOPBACK, port: localPort, tellsUnreadable: true },
    ...bounds,
  }).catch(async (error: unknown) => {
    await outside.close();
    throw error;
  });
  const metrics = await openMetrics(operation, { public: outside, local: inside }).catch(
    async (error: unknown) => {
      await Promise.all([outside.close(), inside.close()]);
      throw error;
    },
  );
  gateway.alarms?.start();
  gateway.webhooks.start();

  let closing: Promise<void> | undefined;
  // Rounds may overlap: a new message does not wait for running deliveries.
  const deliver = (): void => {
    gateway.sender.deliverDue().catch(onError);
  };
  deliver();
  // What is queued in one turn of the event loop is taken up in one round.
  let isWoken = false;
  gateway.whenQueued(() => {
    if (isWoken) return;
    isWoken = true;
    setImmediate(() => {
      isWoken = false;
      deliver();
    });
  });
  const polling = setInterval(deliver, pollMs);
  let maintenance: NodeJS.Timeout | undefined;
  const maintain = async (): Promise<void> => {
    let pauseMs = HOUR_MS;
    try {
      await gateway.maintain();
    } catch (error) {
      pauseMs = maintainAgainMs;
      onError(error);
    }
    if (closing === undefined) maintenance = setTimeout(maintain, pauseMs);
  };
  void maintain();
  const warnings = setInterval(() => void gateway.watchWarnings().catch(onError), warningsMs);
  const close = async (): Promise<void> => {
    clearInterval(polling);
    clearInterval(warnings);
    clearTimeout(maintenance);
    const end = performance.now() + graceMs;
    gateway.endStreams();
    await Promise.all([
      ...[outside.close(), inside.close(), gateway.sender.stop(workMs)],
      gateway.webhooks.stop(),
    ]);
    await gateway.alarms?.stop(end - performance.now());
    await metrics?.close();
    await gateway.close();
    operation?.close();
  };

  return {
    get url() {
      return outside.url;
    },
    localUrl: inside.url,
    isAwaited: outside.isAwaited,
    ...(metrics && { metricsUrl: metrics.url }),
    renew: outside.renew,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Serves the metrics, with the connections of both listeners. */
async function openMetrics(
  { metrics, listener }: Partial<Operation> = {},
  listeners: Readonly<Record<Side, Listening>>,
) {
  if (metrics === undefined || listener === undefined) return undefined;
  metrics.addGauges(async () => ({
    connections: {
      public: listeners.public.connections(),
      local: listeners.local.connections(),
    },
  }));
  return serveMetrics(listener, metrics);
}

const LOOPBACK = "127.0.0.1";
const HOUR_MS = 3_600_000;
/** What is broken off is an alarm at times, and has to be told. */
const SHARE_OF_WORK = 0.8;
