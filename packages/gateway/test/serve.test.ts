import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type ClientRequest, createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { FAILPOINTS } from "@safepassage/agency";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveGateway } from "../src/node.ts";
import { openReceiver } from "./alarm-servers.ts";
import { inside } from "./inside.ts";
import { makeCertificate } from "./make-certificate.ts";
import { watch } from "./watching.ts";
import { createExchange, TOKENS } from "./world.ts";

describe("serveGateway", () => {
  it("listens on loopback, public and local apart, and closes its store", async () => {
    const { b } = createExchange();
    const errors: unknown[] = [];
    const served = await serveGateway(b.gateway, {
      port: 0,
      localPort: 0,
      onError: (error) => errors.push(error),
    });
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(served.localUrl).not.toBe(served.url);
    const health = await fetch(`${served.url}/health`);
    expect(await health.json()).toMatchObject({ status: "ready" });
    expect((await fetch(`${served.localUrl}/v1/health`)).status).toBe(401);
    expect((await fetch(`${served.url}/quarantine`)).status).toBe(404);
    await Promise.all([served.close(), served.close()]);
    await expect(fetch(`${served.url}/health`)).rejects.toThrow();
    await expect(inside(b.store).outbox.counts()).rejects.toThrow();
    expect(errors).toEqual([]);
  });

  it("closes although someone sends a body without end", async () => {
    const { b } = createExchange();
    const served = await serveGateway(b.gateway, {
      ...{ port: 0, localPort: 0, graceMs: 50 },
      onError: () => {},
    });
    const stalled = stall(served.url);
    const cut = new Promise((resolve) => stalled.once("error", resolve));
    await new Promise((resolve) => stalled.once("continue", resolve));
    stalled.write("x");
    await served.close();
    expect(await cut).toMatchObject({ code: "ECONNRESET" });
    await expect(inside(b.store).outbox.counts()).rejects.toThrow();
  });

  it("keeps a connection for longer than the minute for which a proxy keeps it", async () => {
    const { b } = createExchange();
    const kept = new Map<number, number>();
    const note = (said: unknown): void => {
      const { server } = said as { server: Server };
      const address = server.address();
      if (address === null || typeof address === "string") return;
      kept.set(address.port, server.keepAliveTimeout + server.keepAliveTimeoutBuffer);
    };
    subscribe("http.server.request.start", note);
    onTestFinished(() => void unsubscribe("http.server.request.start", note));
    const served = await serveGateway(b.gateway, { port: 0, localPort: 0 });
    onTestFinished(() => served.close());
    // A client that reads it keeps to five seconds.
    expect((await fetch(`${served.url}/health`)).headers.get("keep-alive")).toBe("timeout=5");
    await fetch(`${served.localUrl}/v1/health`);
    // Other servers of this process are none of ours.
    const ports = [served.url, served.localUrl].map((url) => Number(new URL(url).port));
    expect(ports.map((port) => kept.get(port))).toEqual([75_000, 75_000]);
  });

  it("closes at once although somebody follows the events, and keeps the connection as a proxy does", async () => {
    const { b } = createExchange();
    const served = await serveGateway(b.gateway, { port: 0, localPort: 0, graceMs: 60_000 });
    const proxy = connect(Number(new URL(served.localUrl).port), "127.0.0.1");
    proxy.write(
      `GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS.local}\r\n\r\n`,
    );
    const [first] = await once(proxy, "data");
    expect(`${first}`).toContain("HTTP/1.1 200");
    const ended = once(proxy.resume(), "end");
    const from = performance.now();
    await served.close();
    await ended;
    expect(performance.now() - from).toBeLessThan(30_000);
  });

  it("closes although a connection to its port with TLS says nothing", async () => {
    const { b } = createExchange();
    const { certificate, key } = makeCertificate();
    const served = await serveGateway(b.gateway, {
      ...{ port: 0, localPort: 0, graceMs: 100, tls: { certificate, key } },
      onError: () => {},
    });
    const silent = connect(Number(new URL(served.url).port), "127.0.0.1");
    const cut = once(
      silent.on("error", () => {}),
      "close",
    );
    await once(silent, "connect");
    const from = performance.now();
    await served.close();
    await cut;
    // A handshake that does not come has ten seconds.
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it("closes within its time, although neither a caller nor the way of an alarm answers", async () => {
    const receiver = await openReceiver();
    receiver.answer(() => {});
    onTestFinished(() => receiver.close());
    const { operation } = watch({ alarms: { webhook: { url: receiver.url, secret: "hook.key" } } });
    const { b } = createExchange({ own: { "NGO-B": { operation } } });
    const served = await serveGateway(b.gateway, {
      ...{ port: 0, localPort: 0, graceMs: 2000, operation },
    });
    const alarm = { kind: "reviewOverdue", at: "2026-11-24T09:02:00Z", ref: "r".repeat(43) };
    await b.store.transaction(({ events }) => events.add(alarm));
    await expect.poll(() => receiver.requests.length).toBe(1);
    const stalled = stall(served.url);
    await once(stalled, "continue");
    const from = performance.now();
    await served.close();
    const took = performance.now() - from;
    expect(took).toBeGreaterThan(1500);
    expect(took).toBeLessThan(3000);
  });

  it("leaves the first port free again when the second is taken", async () => {
    const first = createExchange().b;
    const options = { port: 0, onError: () => {} };
    const served = await serveGateway(first.gateway, { localPort: 0, ...options });
    const second = createExchange().b;
    const localPort = Number(new URL(served.localUrl).port);
    const port = await freePort();
    await expect(
      serveGateway(second.gateway, { ...options, port, localPort }),
    ).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    await second.gateway.close();
    await served.close();
  });

  it("says when a port is taken", async () => {
    const first = createExchange().b;
    const options = { localPort: 0, onError: () => {} };
    const served = await serveGateway(first.gateway, { port: 0, ...options });
    const port = Number(new URL(served.url).port);
    const second = createExchange().b;
    await expect(serveGateway(second.gateway, { port, ...options })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    await served.close();
    await second.gateway.close();
  });
});

describe("the specification", () => {
  const page = readFileSync(
    new URL("../../../docs/spec/gateway-store.md", import.meta.url),
    "utf8",
  );

  it.each(Object.entries(FAILPOINTS))("lists the failpoint %s", (point, after) => {
    expect(page).toContain(`| \`${point}\` | ${after} |`);
  });
});

/** Begins a request whose body does not come. The gateway says when it has begun to read. */
function stall(url: string): ClientRequest {
  const headers = { "content-type": "application/jose", expect: "100-continue" };
  const stalled = request(`${url}/inbox`, { method: "POST", headers }).on("error", () => {});
  stalled.flushHeaders();
  return stalled;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
