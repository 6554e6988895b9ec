import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { PIECES_TOO_SMALL } from "../http/bound-connections.ts";

/**
 * Has a server answer what it cannot read, or does not get in time, by a problem document (RFC 9457). Node alone answers by
 * a status without a body.
 */
export function tellUnreadable(server: Server): void {
  const open = new WeakMap<Duplex, Set<Exchange>>();
  server.on("request", (request, response) => {
    const ofSocket = open.get(request.socket) ?? new Set();
    const exchange = { request, response };
    open.set(request.socket, ofSocket.add(exchange));
    response.once("close", () => ofSocket.delete(exchange));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, duplex) => {
    const socket = duplex as Socket;
    const exchanges = [...(open.get(socket) ?? [])];
    // It would be read as a part of an answer that has begun, or as the answer to a request that was read, and may be done.
    const isOfOther = ({ request, response }: Exchange): boolean =>
      response.headersSent || request.complete;
    if (!socket.writable || exchanges.some(isOfOther)) {
      socket.destroy();
      return;
    }
    socket.write(problemOf(error.code ?? ""));
    socket.destroySoon();
  });
}

/** A request that is not answered yet. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function problemOf(code: string): string {
  const { status, title, hint } = PROBLEMS[code] ?? UNREADABLE;
  const body = JSON.stringify({ type: "about:blank", title, hint, status });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "connection: close",
    "content-type: application/problem+json",
    "cache-control: no-store",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

interface Unread {
  readonly status: number;
  /** Without a code, it is that of the status (RFC 9457, Section 4.2.1). */
  readonly title: string;
  readonly hint: string;
}

const UNREADABLE: Unread = {
  status: 400,
  title: "Bad Request",
  hint: "This is no whole request of HTTP. Send it again, whole, with a body as long or in such pieces as its head says.",
};

/** By codes of Node. */
const PROBLEMS: Readonly<Partial<Record<string, Unread>>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    title: "Request Timeout",
    hint: "The request did not arrive in time. Send it again, at once and not slowly.",
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    title: "Request Header Fields Too Large",
    hint: "Address and headers are larger than the server reads. Send fewer and shorter ones.",
  },
  [PIECES_TOO_SMALL]: {
    status: 413,
    title: "Content Too Large",
    hint: "The body comes in too many small pieces. Send it with its length, or in pieces of 64 octets and more.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    title: "Content Too Large",
    hint: "The extensions of the pieces are larger than the server reads. Send pieces without them.",
  },
};
