import { serve } from "@hono/node-server";
import type { Hono } from "hono";

/** Something served on loopback. */
export interface Served {
  /** Host with port, as a browser names it. */
  readonly host: string;
  close(): Promise<void>;
}

/** Serves an application on a free port of 127.0.0.1. */
export function serveLoopback({ fetch }: Pick<Hono, "fetch">): Promise<Served> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: HOST, port: 0 }, ({ port }) =>
      resolve({
        host: `${HOST}:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // Whoever keeps a connection open does not keep the demo.
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
  });
}

const HOST = "127.0.0.1";
