import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Notice } from "../src/index.ts";

/** A mail server on loopback, and what it got. */
export interface Mailbox {
  readonly port: number;
  readonly mails: readonly { readonly to: readonly string[]; readonly text: string }[];
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** Starts a real mail server. By default it speaks without TLS, and everybody may send. */
export async function openMailbox(port = 0, options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: { to: string[]; text: string }[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS"], logger: false, closeTimeout: 100 },
    ...options,
    onAuth(auth, session, done) {
      if (options.onAuth !== undefined) return options.onAuth(auth, session, done);
      const { username, password } = auth;
      logins.push(`${username} ${password}`);
      done(null, { user: username });
    },
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  // A client that gives up in the middle is what some tests are about.
  server.on("error", () => {});
  const bound = await new Promise<number>((resolve) => {
    const listening = server.listen(port, "127.0.0.1", () =>
      resolve((listening.address() as AddressInfo).port),
    );
  });
  return {
    ...{ port: bound, mails, logins },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A program that is told of alarms, and the requests that it got. */
export interface Receiver {
  readonly url: string;
  readonly requests: readonly {
    readonly notice: Notice;
    readonly body: string;
    readonly signature: string;
  }[];
  /** Answers from now on. By default 204. */
  answer(how: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Starts a real HTTP server that takes alarms. */
export async function openReceiver(port = 0): Promise<Receiver> {
  const requests: { notice: Notice; body: string; signature: string }[] = [];
  let how = (response: ServerResponse): void => void response.writeHead(204).end();
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      const signature = String(request.headers["safepassage-signature"]);
      requests.push({ notice: JSON.parse(body || "null") as Notice, body, signature });
      how(response);
    });
  });
  return {
    url: `http://127.0.0.1:${await listen(server, port)}/alarms`,
    requests,
    answer(next) {
      how = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts a server that answers every connection with the same octets, which are no HTTP. */
export async function openGarbage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.end("\u0000\u0001 220 no protocol that anybody speaks\r\n");
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}/alarms`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port at which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve) =>
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
