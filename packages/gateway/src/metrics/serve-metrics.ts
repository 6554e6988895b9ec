import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { isLoopback } from "@safepassage/agency";
import { boundConnections } from "../http/bound-connections.ts";
import type { Metrics } from "./metrics.ts";

/** Where metrics are served. */
export interface MetricsListener {
  readonly port: number;
  /** Default 127.0.0.1. Give a token with any other. */
  readonly hostname?: string;
  /** What a reader must send now, as a bearer token. */
  readonly tokenNow?: () => string;
}

/** Serves `GET /metrics`, and nothing else, on a port of its own: no count reaches a partner. */
export async function serveMetrics(
  { port, hostname = "127.0.0.1", tokenNow }: MetricsListener,
  metrics: Pick<Metrics, "text" | "contentType">,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const isAdmitted = ({ host = "", authorization = "" }: IncomingHttpHeaders): boolean =>
    // A page in a browser on this machine can reach the port too, under the name of its own server.
    tokenNow === undefined
      ? isLoopback(host.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""))
      : timingSafeEqual(digest(authorization), digest(`Bearer ${tokenNow()}`));
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 });
  server.maxConnections = 16;
  boundConnections(server);
  server.on("request", ({ method, url, headers }, response) => {
    const answer = (status: number, body = "", type = "text/plain"): void =>
      void response
        .writeHead(status, { "content-type": type, "cache-control": "no-store" })
        .end(body);
    if (!isAdmitted(headers)) return answer(401);
    if (method !== "GET" || url?.split("?")[0] !== "/metrics") return answer(404);
    metrics.text().then(
      (text) => answer(200, text, metrics.contentType),
      () => answer(500),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, hostname, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `http://${host}:${bound}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();
