import type { IncomingMessage } from "node:http";
import { Agent, request as ask, globalAgent } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { type Duplex, Readable } from "node:stream";
import type { Fetch } from "@safepassage/agency";
import { shareLookups } from "./share-lookups.ts";

/** What a gateway shows to a partner that asks for a client certificate, as PEM. */
export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes requests to partners. */
export interface PartnerFetch {
  readonly fetch: Fetch;
  /** Shows another certificate on connections from now on. What is under way ends over the connection that it has. */
  renew(own: OwnCertificate): void;
  /** Closes connections that nobody uses. */
  close(): void;
}

/** How {@link createPartnerFetch} connects. */
export interface PartnerFetchOptions {
  /** Milliseconds for which a connection is kept that nobody uses. */
  readonly idleMs?: number;
  /** Milliseconds for a proxy of the network to reach a partner. */
  readonly tunnelMs?: number;
  /** Finds the addresses of a name. Left out, the system does. */
  readonly lookup?: LookupFunction;
}

/**
 * Makes requests as `fetch` does, and shows a certificate, if there is one, to whoever asks for it in the TLS handshake. It
 * follows no redirect. What is not HTTPS goes to `plain`.
 *
 * `fetch` of Node does not say why TLS has failed once the handshake is over. With TLS 1.3 that is when a partner says that
 * it takes no such certificate, or misses one.
 */
export function createPartnerFetch(
  first: OwnCertificate | undefined,
  plain: Fetch,
  { idleMs = IDLE_MS, tunnelMs = TUNNEL_MS, lookup }: PartnerFetchOptions = {},
): PartnerFetch {
  const how = { idleMs, tunnelMs, lookup: shareLookups(lookup) };
  let agent = agentOf(first, how);
  return {
    async fetch(request, { signal }) {
      if (!request.url.startsWith("https:")) return plain(request, { signal });
      const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
      return send(request, { agent, signal, body });
    },
    renew(own) {
      retire(agent);
      agent = agentOf(own, how);
    },
    close: () => retire(agent),
  };
}

function agentOf(
  own: OwnCertificate | undefined,
  { idleMs, tunnelMs, lookup }: Required<PartnerFetchOptions>,
): PartnerAgent {
  // Where Node is told to send through a proxy of the network, this agent does too.
  const { proxyEnv } = globalAgent.options;
  const agent = new PartnerAgent({
    ...(own && { cert: own.certificate, key: own.key }),
    ...(proxyEnv && { proxyEnv }),
    ...{ keepAlive: true, timeout: tunnelMs, lookup, autoSelectFamilyAttemptTimeout: ADDRESS_MS },
  });
  agent.idleMs = idleMs;
  return agent;
}

class PartnerAgent extends Agent {
  idleMs = IDLE_MS;

  /** A connection that nobody uses is closed before the partner closes it, as `fetch` does. */
  override keepSocketAlive(socket: Duplex & Partial<Pick<Socket, "timeout" | "setTimeout">>) {
    const isKept = super.keepSocketAlive(socket);
    socket.setTimeout?.(Math.min(socket.timeout ?? this.idleMs, this.idleMs));
    return isKept;
  }
}

const IDLE_MS = 4000;
/** For a proxy of the network to reach the partner: as long as an attempt. Node gives it the time of an idle connection otherwise. */
const TUNNEL_MS = 30_000;
/**
 * For each address of a name, before the next one is tried. Node gives a quarter of a second: by satellite no connection is made
 * in that time, and all addresses but the last one were given up.
 */
const ADDRESS_MS = 5000;

/** Closes the connections of an agent that nobody uses, and each of the others with its last answer. */
function retire(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

function send(
  { url, method, headers }: Request,
  how: { readonly agent: Agent; readonly signal: AbortSignal; readonly body: Buffer | undefined },
): Promise<Response> {
  const { body, ...options } = how;
  return new Promise((resolve, reject) => {
    const asked = ask(url, { ...options, method, headers: Object.fromEntries(headers) });
    asked.on("error", reject).once("response", (answer) => {
      // Thrown in a listener, the fault of one partner would end the whole program.
      try {
        resolve(responseOf(answer));
      } catch (error) {
        answer.destroy();
        reject(error);
      }
    });
    // An answer with 101 is no response, and its connection is closed.
    asked.once("close", () => reject(new TypeError("the connection ended without an answer")));
    asked.end(body);
  });
}

function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = answer;
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect || status < 200 || status > 599) {
    throw new TypeError(`the answer has the status ${status}`);
  }
  const isEmpty = status === 204 || status === 205;
  if (isEmpty) answer.resume();
  const stream = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
  return new Response(stream, { status, headers: pairsOf(rawHeaders) });
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : [],
  );
}
