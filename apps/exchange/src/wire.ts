import type { WirePost } from "@safepassage/console/tour";
import { Hono } from "hono";
import type { AgencyName } from "./agencies.ts";
import { serveLoopback } from "./serve-loopback.ts";

/** What stands between the gateways as a network does: it passes everything on, and notes how it looks from outside. */
export interface Wire {
  /** Address at which other agencies reach an agency. */
  addressOf(name: AgencyName): string;
  /** Tells where the gateway of an agency listens. */
  connect(name: AgencyName, url: string): void;
  /** What went over it since a time, as `performance.now()` has it. Only the last 256 requests are kept. */
  since(milliseconds: number): readonly NotedPost[];
  close(): Promise<void>;
}

/** A request with its time. */
export interface NotedPost extends WirePost {
  readonly at: number;
}

/** Opens the wire, on a free port of loopback. Of a package it keeps the size and the first octets alone. */
export async function openWire(): Promise<Wire> {
  const gateways = new Map<string, string>();
  const noted: NotedPost[] = [];
  const note = (post: NotedPost): void => {
    noted.push(post);
    if (noted.length > MOST_NOTED) noted.shift();
  };
  const app = new Hono().all("/:agency/*", async (c) => {
    const to = c.req.param("agency");
    const gateway = gateways.get(to);
    if (gateway === undefined) return c.notFound();
    const at = performance.now();
    const { pathname, search } = new URL(c.req.url);
    const path = pathname.slice(to.length + 1) + search;
    const { method } = c.req;
    const octets = method === "POST" ? new Uint8Array(await c.req.arrayBuffer()) : undefined;
    const answer = await fetch(gateway + path, {
      method,
      headers: headersFor(c.req.raw.headers),
      redirect: "manual",
      ...(octets !== undefined && { body: octets }),
    });
    const answered = new Uint8Array(await answer.arrayBuffer());
    if (octets !== undefined) {
      note({
        ...{ at, to, method, path, headers: shownOf(c.req.raw.headers) },
        octets: octets.length,
        first: Buffer.from(octets.subarray(0, FIRST_OCTETS)).toString("hex"),
        status: answer.status,
        answerOctets: answered.length,
      });
    }
    const headers = headersFor(answer.headers);
    return new Response(NO_BODY.has(answer.status) ? null : answered, {
      status: answer.status,
      headers,
    });
  });
  // The other end is gone. The sender tries again, and the person at the terminal need not know.
  app.onError((_, c) => c.body(null, 502));
  const { host, close } = await serveLoopback(app);
  return {
    addressOf: (name) => `http://${host}/${name}`,
    connect: (name, url) => void gateways.set(name, url),
    since: (milliseconds) => noted.filter(({ at }) => at >= milliseconds),
    close,
  };
}

/** All headers but those of one connection (RFC 9110, section 7.6.1). */
function headersFor(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of OF_A_CONNECTION) kept.delete(name);
  return kept;
}

/** The headers that the signature of a request covers, and those that carry it. */
function shownOf(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    SHOWN.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}

const SHOWN = ["content-type", "content-length", "content-digest", "signature-input", "signature"];
const OF_A_CONNECTION = [
  ...["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host"],
  ...["content-length", "content-encoding", "expect"],
];
const NO_BODY: ReadonlySet<number> = new Set([204, 304]);
const MOST_NOTED = 256;
const FIRST_OCTETS = 64;
