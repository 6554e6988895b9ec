import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { FAILPOINTS } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { serveGateway } from "../src/node.ts";
import { inside } from "./inside.ts";
import { createExchange } from "./world.ts";

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
    expect((await fetch(`${served.localUrl}/health`)).status).toBe(401);
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
    const stalled = request(`${served.url}/inbox`, {
      method: "POST",
      // The gateway says when it has begun to read.
      headers: { "content-type": "application/jose", expect: "100-continue" },
    });
    const cut = new Promise((resolve) => stalled.once("error", resolve));
    stalled.flushHeaders();
    await new Promise((resolve) => stalled.once("continue", resolve));
    stalled.write("x");
    await served.close();
    expect(await cut).toMatchObject({ code: "ECONNRESET" });
    await expect(inside(b.store).outbox.counts()).rejects.toThrow();
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

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
