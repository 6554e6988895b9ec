import { createServer as createProxy } from "node:http";
import { createServer, globalAgent } from "node:https";
import { type AddressInfo, connect, type LookupFunction } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../test/make-certificate.ts";
import { createPartnerFetch, type PartnerFetch } from "./partner-fetch.ts";

const NAME = "partner.test";
const { certificate: cert, key } = makeCertificate({ name: NAME });
const trusted = getCACertificates("default");
const { proxyEnv } = globalAgent.options;
beforeAll(() => setDefaultCACertificates([...trusted, cert]));
afterAll(() => setDefaultCACertificates(trusted));
afterEach(() => {
  globalAgent.options.proxyEnv = proxyEnv;
});

describe("createPartnerFetch in networks that are slow", () => {
  it("waits for an address as long as a line by satellite takes", async () => {
    await using partner = await listenLate();
    // Nobody listens at the second address, as at one of IPv6 where a network has none.
    const lookup = found([
      { address: "127.0.0.1", family: 4 },
      { address: "127.0.0.2", family: 4 },
    ]);
    const { fetch, close } = createPartnerFetch(undefined, refuse, { lookup });
    expect(await textOf(fetch, partner.port)).toBe("answered");
    close();
  });

  it("waits for a proxy of the network longer than an idle connection is kept", async () => {
    await using partner = await listen();
    await using proxy = await listenAsProxy(partner.port, 300);
    globalAgent.options.proxyEnv = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { fetch, close } = createPartnerFetch(undefined, refuse, { idleMs: 50 });
    expect(await textOf(fetch, partner.port)).toBe("answered");
    // What nobody uses is closed.
    await expect.poll(proxy.tunnels).toBe(0);
    close();
  });

  it("closes a tunnel that the proxy never opens, once its time is over", async () => {
    await using proxy = await listenAsProxy(1, undefined);
    globalAgent.options.proxyEnv = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { fetch, close } = createPartnerFetch(undefined, refuse, { tunnelMs: 200 });
    const asked = fetch(new Request(`https://${NAME}:1/`), { signal: AbortSignal.timeout(5000) });
    await expect(asked).rejects.toThrow();
    await expect.poll(proxy.tunnels).toBe(0);
    close();
  });

  it("asks for the address of a name once, however many messages wait for it", async () => {
    await using partner = await listen();
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    const lookup: LookupFunction = (name, options, hear) => {
      asked.push(name);
      waiting.push(() => found([{ address: "127.0.0.1", family: 4 }])(name, options, hear));
    };
    const { fetch, close } = createPartnerFetch(undefined, refuse, { lookup });
    const texts = Array.from({ length: 16 }, () => textOf(fetch, partner.port));
    const other = fetch(new Request("https://other.test:1/"), inTime()).catch(() => "failed");
    await expect.poll(() => asked).toEqual([NAME, "other.test"]);
    for (const answer of waiting.splice(0)) answer();
    expect(new Set(await Promise.all(texts))).toEqual(new Set(["answered"]));
    expect(await other).toBe("failed");
    close();
    // It is asked for anew later: the address may have changed.
    const again = createPartnerFetch(undefined, refuse, { lookup });
    const text = textOf(again.fetch, partner.port);
    await expect.poll(() => waiting.length).toBe(1);
    for (const answer of waiting.splice(0)) answer();
    expect(await text).toBe("answered");
    again.close();
  });
});

const textOf = async (fetch: PartnerFetch["fetch"], port: number): Promise<string> =>
  (await fetch(new Request(`https://${NAME}:${port}/`), inTime())).text();

/** Finds these addresses for every name. */
const found =
  (addresses: readonly { address: string; family: number }[]): LookupFunction =>
  (_name, _options, hear) =>
    setImmediate(() => hear(null, [...addresses]));

async function listen() {
  const server = createServer({ cert, key }, (_request, response) => response.end("answered"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A partner whose machine takes up no connection for a while: the system lets the first packet of each fall. */
async function listenLate() {
  const worker = new Worker(LATE, { eval: true, workerData: { cert, key } });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  // As many wait to be taken up as may.
  const others = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await new Promise((resolve) => others[0]?.once("connect", resolve));
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const one of others) one.destroy();
      await worker.terminate();
    },
  };
}

const LATE = `
const { parentPort, workerData } = require("node:worker_threads");
const server = require("node:https").createServer(workerData, (request, response) => response.end("answered"));
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
});
`;

/** A proxy that opens each tunnel after so many milliseconds, or never. */
async function listenAsProxy(port: number, waitMs: number | undefined) {
  const open = new Set<unknown>();
  const server = createProxy().on("connect", (_request, socket) => {
    open.add(socket);
    socket.on("error", () => {}).once("close", () => open.delete(socket));
    if (waitMs === undefined) return void socket.resume().once("end", () => socket.destroy());
    const timer = setTimeout(() => {
      const onward = connect(port, "127.0.0.1").on("error", () => socket.destroy());
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    }, waitMs);
    socket.once("close", () => clearTimeout(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tunnels: () => open.size,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const inTime = () => ({ signal: AbortSignal.timeout(10_000) });
const refuse = () => Promise.reject(new Error("this is not HTTPS"));
