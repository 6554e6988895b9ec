import { mkdtempSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a pooler keeps a connection to the server for. */
export type Lending = "session" | "transaction" | "statement";

/** A pooler on a socket of its own. */
export interface Pooler {
  /** Folder of the socket: the `host` of a client. */
  readonly host: string;
  stop(): Promise<void>;
}

/** A connection to the server that is lent to one client after the other. */
interface Link {
  readonly socket: Socket;
  client: Socket | undefined;
}

interface Asked {
  readonly client: Socket;
  readonly message: Buffer;
}

/**
 * A pooler with a few connections to a server, as pgbouncer is: it speaks for the server when a client begins, lends a
 * connection for as long as it is told, and goes round them.
 *
 * @param serverHost - Folder of the server's socket. Whoever connects needs no password.
 * @param size - How many connections it keeps.
 */
export async function startPooler(
  serverHost: string,
  lending: Lending,
  size: number,
): Promise<Pooler> {
  const server = join(serverHost, SOCKET);
  const host = mkdtempSync(join(tmpdir(), "pool-"));
  const links: Link[] = [];
  const waiting: Asked[] = [];
  const give = (asked: Asked): void => {
    const link =
      links.find(({ client }) => client === asked.client) ??
      links.find(({ client }) => client === undefined);
    if (link === undefined) {
      waiting.push(asked);
      return;
    }
    link.client = asked.client;
    link.socket.write(asked.message);
  };
  const release = (link: Link): void => {
    link.client = undefined;
    links.push(...links.splice(links.indexOf(link), 1));
    for (const asked of waiting.splice(0)) give(asked);
  };
  const open = (startup: Buffer): Promise<void> =>
    new Promise((resolve) => {
      const link: Link = { socket: dial(server), client: undefined };
      link.socket.on("error", () => {});
      link.socket.on("close", () => links.splice(links.indexOf(link), 1));
      link.socket.write(startup);
      eachMessage(link.socket, (message) => {
        const isReady = message[0] === READY;
        if (isReady && !links.includes(link)) {
          links.push(link);
          resolve();
          return;
        }
        link.client?.write(message);
        if (isReady && message[5] === IDLE && lending !== "session") release(link);
      });
    });
  const listener = createServer((client) => {
    let begun: Promise<void> = Promise.resolve();
    eachMessage(client, (message) => {
      if (message[0] === STARTUP) {
        begun = (async () => {
          while (links.length < size) await open(message);
          client.write(HELLO);
        })();
      } else if (lending === "statement" && message.includes("begin")) {
        client.write(NO_BEGIN);
      } else if (message[0] !== TERMINATE) {
        void begun.then(() => give({ client, message }));
      }
    });
    client.on("error", () => {});
    client.on("close", () => {
      const link = links.find((one) => one.client === client);
      link?.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => listener.listen(join(host, SOCKET), resolve));
  return {
    host,
    async stop() {
      for (const { socket, client } of links) {
        client?.destroy();
        socket.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
      rmSync(host, { recursive: true });
    },
  };
}

/** Calls back with each message as it is whole: a type, but for the first of a client, and its length (PostgreSQL manual, 54.7). */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    for (;;) {
      // The first octet of the first message is that of its length, and 0.
      const start = rest[0] === STARTUP ? 0 : 1;
      if (rest.length < start + 4) return;
      const length = start + rest.readInt32BE(start);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(message);
    }
  });
}

function messageOf(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const SOCKET = ".s.PGSQL.5432";
const STARTUP = 0;
const TERMINATE = "X".charCodeAt(0);
const READY = "Z".charCodeAt(0);
const IDLE = "I".charCodeAt(0);
const NOW_READY = messageOf("Z", Buffer.from("I"));
/** Admitted, by a process of the pooler's own. */
const HELLO = Buffer.concat([
  messageOf("R", Buffer.alloc(4)),
  messageOf("K", Buffer.from([0x7f, 0xff, 0, 1, 0, 0, 0, 1])),
  NOW_READY,
]);
const NO_BEGIN = Buffer.concat([
  messageOf("E", Buffer.from("SERROR\0C08P01\0Mtransactions are not allowed\0\0")),
  NOW_READY,
]);
