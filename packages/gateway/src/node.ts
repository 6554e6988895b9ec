import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Gateway } from "./gateway.ts";

/** Where and how {@link serveGateway} serves. */
export interface ServeOptions {
  /** Address for other agencies. Default 127.0.0.1: put a TLS proxy before it. */
  readonly hostname?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Port for the agency's own systems, on loopback always. 0 lets the system choose. */
  readonly localPort: number;
  /** Milliseconds between looks at the outbox. Default 250. */
  readonly pollMs?: number;
  /**
   * Most connections of partners at once, and as many of the agency's own systems. One more is closed at once.
   * Default 512.
   */
  readonly maxConnections?: number;
  /** Milliseconds within which a request has to be here whole. Default 60,000. */
  readonly bodyTimeoutMs?: number;
  /**
   * Milliseconds after which {@link ServedGateway.close} cuts connections that are busy, and breaks off deliveries under
   * way. Default 5,000.
   */
  readonly graceMs?: number;
  /** Told of failures that are no protocol errors: bugs, a full disk. Write them through `visible`. */
  readonly onError: (error: unknown) => void;
}

/** A gateway that is being served. */
export interface ServedGateway {
  /** Address for other agencies, to be registered. */
  readonly url: string;
  readonly localUrl: string;
  /**
   * Stops listening, finishes the deliveries under way, closes the store. Nothing of it keeps the
   * process alive afterwards. What is still busy after `graceMs` is cut. Called again, it is the same
   * closing.
   */
  close(): Promise<void>;
}

/** Serves a gateway over HTTP, delivers what it queues, and maintains it once an hour. */
export async function serveGateway(
  gateway: Gateway,
  { hostname = LOOPBACK, port, localPort, pollMs = 250, onError, ...options }: ServeOptions,
): Promise<ServedGateway> {
  const bounds = { ...options, graceMs: options.graceMs ?? 5000 };
  const outside = await listen((request) => gateway.fetch(request), hostname, port, bounds);
  const inside = await listen(
    (request) => gateway.localFetch(request),
    LOOPBACK,
    localPort,
    bounds,
  ).catch(async (error: unknown) => {
    await outside.close();
    throw error;
  });

  let closing: Promise<void> | undefined;
  // Also while others are under way: a message that comes meanwhile waits for none of them.
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
    await Promise.all([outside.close(), inside.close(), gateway.sender.stop(bounds.graceMs)]);
    await gateway.close();
  };

  return {
    url: `http://${hostname}:${outside.port}`,
    localUrl: `http://${LOOPBACK}:${inside.port}`,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(
  fetch: (request: Request) => Promise<Response>,
  hostname: string,
  port: number,
  {
    maxConnections = 512,
    bodyTimeoutMs = 60_000,
    graceMs,
  }: Pick<ServeOptions, "maxConnections" | "bodyTimeoutMs"> & { readonly graceMs: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const { server, info } = await new Promise<{ server: ServerType; info: AddressInfo }>(
    (resolve, reject) => {
      const serverOptions = {
        requestTimeout: bodyTimeoutMs,
        headersTimeout: Math.min(bodyTimeoutMs, 10_000),
        connectionsCheckingInterval: Math.min(bodyTimeoutMs, 5000),
      };
      const options = { fetch, hostname, port, serverOptions };
      const server = serve(options, (info) => resolve({ server, info }));
      server.maxConnections = maxConnections;
      server.once("error", reject);
    },
  );
  return {
    port: info.port,
    close: () =>
      new Promise((resolve) => {
        // Whoever sends a body without end must not keep the gateway from ending.
        const cut = setTimeout(() => {
          if ("closeAllConnections" in server) server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      }),
  };
}

const LOOPBACK = "127.0.0.1";
