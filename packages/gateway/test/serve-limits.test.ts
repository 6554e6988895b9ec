import { request } from "node:http";
import { connect, type Socket } from "node:net";
import type { LogEvent } from "@safepassage/agency";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { type ServedGateway, type ServeOptions, serveGateway } from "../src/node.ts";
import { createExchange, TOKENS } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("uploads that are broken off", () => {
  it("are one line each in the log, and no stack", async () => {
    // All are of nobody: with less room some would give way before they break off.
    const limits = { anonymous: { requests: 100, octets: 1_048_576 } };
    const { served, log, errors } = await serve({ limits });
    const printed = (["error", "info", "warn", "log"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    cleanups.push(() => {
      for (const spy of printed) spy.mockRestore();
    });
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 50 }, () => breakOff(served)));
    }
    await expect.poll(() => linesOf(log, "bodyIncomplete").length).toBe(200);
    expect(linesOf(log, "bodyIncomplete")[0]).toEqual({
      event: "bodyIncomplete",
      code: "GATEWAY_BODY_INCOMPLETE",
    });
    expect(errors).toEqual([]);
    expect(printed.map(({ mock }) => mock.calls)).toEqual([[], [], [], []]);
  });
});

describe("bodies that are held", () => {
  it("are bounded together: the one longest under way gives way", async () => {
    const { served } = await serve({ maxHeldOctets: 1_048_576 });
    const first = await hold(served, 400_000);
    const slow = [first, await hold(served, 400_000), await hold(served, 400_000)];
    expect(await first.status).toBe(503);
    expect(await first.text).toContain('"GATEWAY_BUSY"');
    // A request that is sent at once is still served.
    const response = await fetch(`${served.url}/inbox`, {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: "x".repeat(700_000),
    });
    expect(response.status).toBe(400);
    for (const { end } of slow) end();
  });

  it("are cut off when their time is over", async () => {
    const { served } = await serve({ bodyTimeoutMs: 200 });
    const held = await hold(served, 10);
    expect(await held.status).toBe(408);
    held.end();
  });
});

describe("connections", () => {
  it("are bounded: one too many is closed, and the others are served", async () => {
    const { served } = await serve({ maxConnections: 3 });
    const { port } = new URL(served.url);
    const open = await Promise.all([1, 2, 3].map(() => socket(Number(port))));
    const more = await socket(Number(port));
    await new Promise((resolve) => more.once("close", resolve));
    const [one] = open as [Socket];
    one.write("GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
    const answer = await new Promise<string>((resolve) =>
      one.once("data", (data) => resolve(String(data))),
    );
    expect(answer).toContain("200 OK");
    for (const each of open) each.destroy();
  });
});

type Options = Partial<ServeOptions> & Pick<GatewayOptions, "maxHeldOctets" | "limits">;

async function serve(options: Options = {}) {
  const log: LogEvent[] = [];
  const errors: unknown[] = [];
  const { maxHeldOctets, limits, ...rest } = options;
  const { b } = createExchange({
    options: {
      log: (event) => log.push(event),
      onError: (error) => errors.push(error),
      ...(maxHeldOctets === undefined ? {} : { maxHeldOctets }),
      ...(limits === undefined ? {} : { limits }),
    },
  });
  const served = await serveGateway(b.gateway, {
    port: 0,
    localPort: 0,
    graceMs: 100,
    onError: (error) => errors.push(error),
    ...rest,
  });
  cleanups.push(() => served.close());
  return { served, log, errors };
}

/** Announces more than it sends, and breaks off. Every fourth on the local port, with its token. */
let count = 0;
function breakOff({ url, localUrl }: ServedGateway): Promise<void> {
  const isLocal = count++ % 4 === 0;
  const target = isLocal ? `${localUrl}/v1/messages` : `${url}/${count % 2 ? "inbox" : "receipts"}`;
  const type = isLocal ? "json" : count % 2 ? "jose" : "jwt";
  return new Promise((resolve) => {
    const upload = request(target, {
      method: "POST",
      headers: {
        "content-type": `application/${type}`,
        "content-length": 1000,
        authorization: `Bearer ${TOKENS.local}`,
        // The gateway says when it has begun to read.
        expect: "100-continue",
      },
    });
    upload.on("error", () => resolve());
    upload.on("close", () => resolve());
    upload.on("continue", () => upload.write("x".repeat(10), () => upload.destroy()));
    upload.flushHeaders();
  });
}

const linesOf = (log: readonly LogEvent[], name: string) =>
  log.filter(({ event }) => event === name);

interface Held {
  readonly status: Promise<number>;
  readonly text: Promise<string>;
  end(): void;
}

/** Sends the first part of a body only. The first call's body has been under way longest. */
async function hold({ url }: ServedGateway, octets: number): Promise<Held> {
  const upload = request(`${url}/inbox`, {
    method: "POST",
    headers: {
      "content-type": "application/jose",
      "content-length": 1_000_000,
      expect: "100-continue",
    },
  });
  const answer = new Promise<{ status: number; text: string }>((resolve) => {
    upload.on("response", (response) => {
      let text = "";
      response.on("data", (part) => {
        text += String(part);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    upload.on("error", () => {});
  });
  upload.flushHeaders();
  // On a busy machine its time may be over before it has begun.
  await Promise.race([new Promise((resolve) => upload.once("continue", resolve)), answer]);
  upload.write("x".repeat(octets));
  return {
    status: answer.then(({ status }) => status),
    text: answer.then(({ text }) => text),
    end: () => upload.destroy(),
  };
}

function socket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const opened = connect(port, "127.0.0.1", () => resolve(opened));
    opened.once("error", reject);
  });
}
