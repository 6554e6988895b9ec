import { createServer as createPlainServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import {
  createAdaptorServer,
  type Http2Bindings,
  type HttpBindings,
  type ServerType,
} from "@hono/node-server";
import type { ClientCertificate } from "@safepassage/agency";
import { boundConnections } from "../http/bound-connections.ts";
import { clientCertificateOf } from "./client-certificate.ts";
import { tellUnreadable } from "./tell-unreadable.ts";

/** Certificates of a server that has TLS itself, as PEM. */
export interface Certificates {
  readonly certificate: string;
  readonly key: string;
  /** Whose client certificates are admitted. If given, each request is told with the certificate of its connection. */
  readonly clientAuthorities?: string;
}

/** Where and within which bounds a server listens. */
export interface ListenOptions {
  readonly hostname: string;
  readonly port: number;
  readonly tls?: Certificates | undefined;
  readonly maxConnections: number;
  readonly bodyTimeoutMs: number;
  readonly graceMs: number;
  /** Whether what cannot be read is answered by a problem document, too. */
  readonly tellsUnreadable?: true;
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** How many connections are open. */
  connections(): number;
  /** Takes other certificates for connections from now on. */
  renew(certificates: Certificates): void;
  /** Stops listening, and cuts what is still busy after `graceMs`. */
  close(): Promise<void>;
}

/**
 * Serves a function over HTTP, or over HTTPS with TLS 1.3 if certificates are given.
 *
 * @param answer - Gets what was found of the client certificate too, where one is asked for. A connection without one is
 *   made all the same, so that whoever called can be told why nothing is done.
 */
export async function listen(
  answer: (request: Request, client?: ClientCertificate) => Promise<Response>,
  { hostname, port, tls, maxConnections, bodyTimeoutMs, graceMs, tellsUnreadable }: ListenOptions,
): Promise<Listening> {
  const bounds = {
    requestTimeout: bodyTimeoutMs,
    headersTimeout: Math.min(bodyTimeoutMs, HEAD_MS),
    connectionsCheckingInterval: Math.min(bodyTimeoutMs, 5000),
  };
  const open = new Set<Socket>();
  const fetch =
    tls?.clientAuthorities === undefined
      ? (request: Request) => answer(request)
      : (request: Request, { incoming }: HttpBindings | Http2Bindings) =>
          answer(request, clientCertificateOf(incoming.socket));
  const { server, info } = await new Promise<{ server: ServerType; info: AddressInfo }>(
    (resolve, reject) => {
      const made =
        tls === undefined
          ? { createServer: createPlainServer, serverOptions: { ...bounds, ...BEHIND_A_PROXY } }
          : { createServer: createTlsServer, serverOptions: { ...bounds, ...tlsOptions(tls) } };
      const server = createAdaptorServer({ fetch, hostname, ...made });
      boundConnections(server as Server);
      if (tellsUnreadable === true) tellUnreadable(server as Server);
      server.maxConnections = maxConnections;
      server.on("connection", (socket: Socket) => {
        open.add(socket);
        socket.once("close", () => open.delete(socket));
      });
      server.once("error", reject);
      // Whoever comes while others are served waits here. With less room the system would drop him, unheard.
      server.listen({ host: hostname, port, backlog: Math.max(BACKLOG, maxConnections) }, () =>
        resolve({ server, info: server.address() as AddressInfo }),
      );
    },
  );
  return {
    url: addressOf({ hostname, port: info.port, tls }),
    connections: () => open.size,
    renew(certificates) {
      if ("setSecureContext" in server) server.setSecureContext(contextOptions(certificates));
    },
    close: () =>
      new Promise((resolve) => {
        // An endless request body must not keep the gateway from closing.
        const cut = setTimeout(() => {
          if ("closeAllConnections" in server) server.closeAllConnections();
          // It knows of none whose handshake has not ended.
          for (const socket of open) socket.destroy();
        }, graceMs);
        const closeIdle = (): void => {
          if ("closeIdleConnections" in server) server.closeIdleConnections();
        };
        // A proxy keeps a connection whose last answer has ended meanwhile: Node closes none of these by itself.
        const looking = setInterval(closeIdle, LOOK_MS);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(looking);
          resolve();
        });
        closeIdle();
      }),
  };
}

/** The URL of a server that listens there. */
export function addressOf({
  hostname,
  port,
  tls,
}: Pick<ListenOptions, "hostname" | "port" | "tls">): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${tls === undefined ? "http" : "https"}://${host}:${port}`;
}

function tlsOptions(certificates: Certificates): object {
  return {
    ...contextOptions(certificates),
    handshakeTimeout: HEAD_MS,
    requestCert: certificates.clientAuthorities !== undefined,
    rejectUnauthorized: false,
  };
}

function contextOptions({ certificate, key, clientAuthorities }: Certificates) {
  return {
    cert: certificate,
    key,
    ...(clientAuthorities !== undefined && { ca: clientAuthorities }),
    minVersion: "TLSv1.3",
    // The first resists a quantum computer; the others are for programs that do not know it yet.
    ecdhCurve: "X25519MLKEM768:X25519:P-256",
  } as const;
}

/**
 * A proxy keeps a connection for a minute, whatever the gateway says of its own five seconds. Whoever closes first must be
 * the proxy: a request that crosses the close of the gateway is lost, and officers get a page with 502.
 */
const BEHIND_A_PROXY = { keepAliveTimeoutBuffer: 70_000 };
/** Connections that wait to be taken up, as Node has it. */
const BACKLOG = 511;
/** Between looks at what has become idle while it closes. */
const LOOK_MS = 50;
/** Most milliseconds for a handshake, and for the head of a request. */
const HEAD_MS = 10_000;
