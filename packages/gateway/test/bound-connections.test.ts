import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Certificates } from "../src/node.ts";
import { serveGateway } from "../src/node.ts";
import { makeCertificate } from "./make-certificate.ts";
import { createExchange, TOKENS } from "./world.ts";

/** A gateway that counts the requests it gets, and answers those to the public port when it is told to. */
async function serve({ tls, waits = false }: { tls?: Certificates; waits?: boolean } = {}) {
  const { gateway } = createExchange().b;
  const seen = { requests: 0 };
  let answer = (): void => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const counted: typeof gateway = {
    ...gateway,
    fetch: async (request, client) => {
      seen.requests += 1;
      if (waits) await told;
      return gateway.fetch(request, client);
    },
    localFetch: (request, address) => {
      seen.requests += 1;
      return gateway.localFetch(request, address);
    },
  };
  const served = await serveGateway(counted, { port: 0, localPort: 0, graceMs: 100, tls });
  onTestFinished(() => served.close());
  return { served, seen, answer };
}

async function open(url: string, ca?: string): Promise<{ socket: Socket; said: () => string }> {
  const port = Number(new URL(url).port);
  const isTls = ca !== undefined;
  const socket = isTls ? connectTls({ port, host: "127.0.0.1", ca }) : connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let text = "";
  socket.on("data", (part) => {
    text += String(part);
  });
  socket.on("error", () => {});
  await once(socket, isTls ? "secureConnect" : "connect");
  return { socket, said: () => text };
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((done) => socket.once("close", done));
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

describe("requests that one connection sends without waiting for answers", () => {
  const certificate = makeCertificate();
  it.each([
    ["plain", undefined],
    ["over TLS", certificate],
  ])("are bounded (%s): the connection is closed, and others are served", async (_, made) => {
    const tls = made && { certificate: made.certificate, key: made.key };
    const { served, seen, answer } = await serve({ waits: true, ...(tls && { tls }) });
    const { socket } = await open(served.url, made?.certificate);
    socket.write(get("/health").repeat(2000));
    await closed(socket);
    expect(seen.requests).toBeLessThanOrEqual(4);
    answer();
    const other = await open(served.url, made?.certificate);
    other.socket.write(get("/live"));
    await expect.poll(other.said).toContain("200 OK");
  });

  it("are bounded on the local port", async () => {
    const { served, seen } = await serve();
    const { socket } = await open(served.localUrl);
    socket.write(get("/v1/health").repeat(2000));
    await closed(socket);
    expect(seen.requests).toBeLessThanOrEqual(4);
  });

  it("are answered, where they are few, one after the other for as long as one likes", async () => {
    const { served } = await serve();
    const { socket, said } = await open(served.url);
    for (let round = 1; round <= 10; round++) {
      socket.write(get("/live").repeat(4));
      await expect.poll(() => said().split("200 OK").length - 1).toBe(4 * round);
    }
  });

  // Many callers share the connections of a proxy: what one of them asks must not close one under another.
  it("count no longer once they are answered, whatever they ask of the server", async () => {
    const { served } = await serve();
    const { socket, said } = await open(served.url);
    const asking = get("/live").replace("\r\n\r\n", "\r\nexpect: more\r\n\r\n");
    for (let round = 1; round <= 5; round++) {
      socket.write(asking);
      await expect.poll(() => said().split("417 Expectation Failed").length - 1).toBe(round);
    }
    socket.write(get("/live"));
    await expect.poll(said).toContain("200 OK");
  });
});

describe("a body in pieces", () => {
  const HEAD = `POST /v1/preview HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS.local}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
  const INBOX =
    "POST /inbox HTTP/1.1\r\nhost: x\r\ncontent-type: application/jose\r\ntransfer-encoding: chunked\r\n\r\n";
  const piece = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

  it("is not read on where the pieces are smaller than any program's", async () => {
    const { served } = await serve();
    const { socket, said } = await open(served.url);
    socket.write(INBOX + piece("x").repeat(9000));
    await closed(socket);
    expect(said()).not.toContain("200 OK");
  });

  it("is answered so on the local port", async () => {
    const { served } = await serve();
    const { socket, said } = await open(served.localUrl);
    socket.write(HEAD + piece("x").repeat(9000));
    await closed(socket);
    expect(said()).toContain("413 Content Too Large");
    expect(said()).toContain("too many small pieces");
  });

  it.each([
    ["many of some size", piece("x".repeat(64)).repeat(5000)],
    ["a few of one octet", piece("x").repeat(256)],
  ])("is read otherwise: %s", async (_, body) => {
    const { served } = await serve();
    const { socket, said } = await open(served.url);
    socket.write(`${INBOX + body}0\r\n\r\n`);
    await expect.poll(said).toContain("TRUST_SEALED_MALFORMED");
  });
});
