import type { Gateway } from "../gateway.ts";
import { type Certificates, listen } from "./listen.ts";

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
  /** Milliseconds between looks at the outbox. Default 250. */
  readonly pollMs?: number;
  /**
   * Most connections at once, for partners and for the agency's own systems each. Any further one is closed at once.
   * Default 512.
   */
  readonly maxConnections?: number;
  /** Most milliseconds for a whole request to arrive. Default 60,000. */
  readonly bodyTimeoutMs?: number;
  /**
   * Milliseconds after which {@link ServedGateway.close} cuts busy connections and running deliveries. Default 5,000.
   */
  readonly graceMs?: number;
  /** Gets failures that are no protocol errors, such as bugs or a full disk. Write them through `visible`. */
  readonly onError: (error: unknown) => void;
}

/** A gateway that is being served. */
export interface ServedGateway {
  /** Address for other agencies, for the registry. */
  readonly url: string;
  readonly localUrl: string;
  /** Takes other certificates, for connections from now on. */
  renew(certificates: Certificates): void;
  /**
   * Stops listening, finishes running deliveries, closes the store. After `graceMs` it cuts what is still busy. Nothing
   * keeps the process alive afterwards. A second call returns the same promise.
   */
  close(): Promise<void>;
}

/** Serves a gateway over HTTP, delivers what it queues, and maintains it once an hour. */
export async function serveGateway(
  gateway: Gateway,
  { hostname = LOOPBACK, port, localPort, tls, pollMs = 250, onError, ...options }: ServeOptions,
): Promise<ServedGateway> {
  const { maxConnections = 512, bodyTimeoutMs = 60_000, graceMs = 5000 } = options;
  const bounds = { maxConnections, bodyTimeoutMs, graceMs };
  const outside = await listen((request) => gateway.fetch(request), {
    ...{ hostname, port, tls },
    ...bounds,
  });
  const inside = await listen((request) => gateway.localFetch(request), {
    ...{ hostname: LOOPBACK, port: localPort },
    ...bounds,
  }).catch(async (error: unknown) => {
    await outside.close();
    throw error;
  });

  let closing: Promise<void> | undefined;
  // Rounds may overlap: a new message does not wait for running deliveries.
  const deliver = (): void => {
    gateway.sender.deliverDue().catch(onError);
  };
  deliver();
  const polling = setInterval(deliver, pollMs);
  const maintain = (): void => void gateway.maintain().catch(onError);
  maintain();
  const maintenance = setInterval(maintain, 3_600_000);
  const close = async (): Promise<void> => {
    clearInterval(polling);
    clearInterval(maintenance);
    await Promise.all([outside.close(), inside.close(), gateway.sender.stop(graceMs)]);
    await gateway.close();
  };

  return {
    url: outside.url,
    localUrl: inside.url,
    renew: outside.renew,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const LOOPBACK = "127.0.0.1";
