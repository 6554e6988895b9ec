import { once } from "node:events";
import { type AddressInfo, createServer, type Socket, connect as toSocket } from "node:net";
import { join } from "node:path";
import { inject } from "vitest";

/** A way to the PostgreSQL server of this run that can stop passing octets on, and passes them on later. */
export interface SilentServer {
  /** For a `PostgresPlace`. */
  readonly at: { readonly host: string; readonly port: number; readonly user: string };
  /** Passes nothing on: new connections are accepted, and never answered. With `answers`, only what the server says stops. */
  stop(what?: "all" | "answers"): void;
  /** Stops what the server says once it is told a statement. */
  stopAnswersTo(statement: string): void;
  /** Passes on again what comes now; connections from before stay silent. */
  goOn(): void;
  close(): Promise<void>;
}

export async function startSilentServer(): Promise<SilentServer> {
  const { host, user } = inject("postgres");
  const sockets = new Set<Socket>();
  let stopped: "all" | "answers" | undefined;
  let awaited: string | undefined;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    const far = keep(toSocket(join(host, ".s.PGSQL.5432")));
    const born = stopped;
    let isSilent = born !== undefined;
    const passes = (isAnswer: boolean): boolean => {
      isSilent ||= stopped === "all" || (isAnswer && stopped === "answers");
      return !isSilent;
    };
    keep(near).on("data", (octets: Buffer) => {
      if (awaited !== undefined && octets.includes(`${awaited}\0`)) {
        stopped = "answers";
        awaited = undefined;
      }
      if (passes(false)) far.write(octets);
    });
    far.on("data", (octets) => passes(true) && near.write(octets));
    near.on("close", () => far.destroy());
    far.on("close", () => isSilent || near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    at: { host: "127.0.0.1", port, user },
    stop(what = "all") {
      stopped = what;
    },
    stopAnswersTo(statement) {
      awaited = statement;
    },
    goOn() {
      stopped = undefined;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
