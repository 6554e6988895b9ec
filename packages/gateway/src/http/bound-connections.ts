import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";

/**
 * Bounds what each connection makes the server hold before a request is looked at. Node reads up to 64 KiB of a connection at
 * once, and makes objects of all that stands in them: 2,500 requests, or 10,000 pieces of a body, of some kilobytes of memory
 * each. A few connections of a stranger without any key would end the process.
 */
export function boundConnections(server: Server | TlsServer): void {
  const waiting = new WeakMap<Socket, number>();
  const add = (socket: Socket, count: number): void => {
    waiting.set(socket, (waiting.get(socket) ?? 0) + count);
  };
  const isSecure = "setSecureContext" in server;
  server.on(isSecure ? "secureConnection" : "connection", (socket: Parsed) => {
    const { parser } = socket;
    const read = parser?.onIncoming;
    if (!parser || typeof read !== "function") return;
    parser.onIncoming = (request, keepsAlive) => {
      if ((waiting.get(socket) ?? 0) >= MOST_WAITING) {
        socket.destroy();
        return READ_NO_MORE;
      }
      add(socket, 1);
      return read(request, keepsAlive);
    };
  });
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    response.once("close", () => add(request.socket, -1));
    if (request.headers["transfer-encoding"] !== undefined) boundPieces(server, request);
  };
  // Before the one that answers: the body follows as soon as this returns.
  server.prependListener("request", take);
  // Node answers these itself, without a word to anybody: they would count as waiting for ever.
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    take(request, response);
    response.writeHead(417).end();
  });
}

/** Ends a request whose body comes in more and smaller pieces than any program sends. */
function boundPieces(server: Server | TlsServer, request: IncomingMessage): void {
  const push = request.push.bind(request);
  let [pieces, octets, isEnded] = [0, 0, false];
  request.push = (piece: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (isEnded) return true;
    pieces += 1;
    octets += piece?.length ?? 0;
    if (piece === null || pieces <= FREE_PIECES || octets >= pieces * LEAST_PIECE) {
      return push(piece, encoding);
    }
    isEnded = true;
    // As Node does with what it cannot read.
    const error = Object.assign(new Error("pieces too small"), { code: PIECES_TOO_SMALL });
    if (!server.emit("clientError", error, request.socket)) request.socket.destroy();
    return true;
  };
}

/** A connection with what reads it: Node's own, which no document describes. A test sees that it is still there. */
interface Parsed extends Socket {
  readonly parser?: {
    onIncoming?: ((request: IncomingMessage, keepsAlive: boolean) => number) | null;
  } | null;
}

/** Code of the error about a body in pieces that are too small. */
export const PIECES_TOO_SMALL = "PIECES_TOO_SMALL";

/** Most requests of one connection that wait for their answers. Programs send one, and the next when it is answered. */
const MOST_WAITING = 4;
/** Tells the parser that what follows is no more of HTTP. */
const READ_NO_MORE = 2;
/** Pieces that may be of any size. */
const FREE_PIECES = 256;
/** Octets of a piece, on average. Half of what is asked for: reading cuts pieces in two. */
const LEAST_PIECE = 32;
