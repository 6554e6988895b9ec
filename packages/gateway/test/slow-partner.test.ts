import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { DraftRequest } from "@safepassage/agency";
import { createRegistrySource } from "@safepassage/agency/node";
import { createVerifier, publicJwk } from "@safepassage/trust";
import { afterEach, describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { serveGateway } from "../src/node.ts";
import { createFederation, entityOf, NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/**
 * Collects garbage again and again until it is told to stop. The rest of the process gets twice the time that a collection took, which is
 * long where the tests before have left much.
 */
function keepCollecting(): () => void {
  let timer: NodeJS.Timeout;
  const collect = (): void => {
    const begun = performance.now();
    collectGarbage();
    timer = setTimeout(collect, 20 + 2 * (performance.now() - begun));
  };
  timer = setTimeout(collect, 20);
  return () => clearTimeout(timer);
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("a partner that answers octet by octet", () => {
  it("ends with the time of the attempt, however much garbage is collected meanwhile", async () => {
    const partner = await serve(dribble);
    const exchange = open(partner.url, OVER_NETWORK);
    const id = await submit(exchange);
    cleanups.push(keepCollecting());
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect(await inside(exchange.b.store).outbox.find(id)).toMatchObject({
      state: "queued",
      lastError: "GATEWAY_PEER_UNREACHABLE",
    });
    await expect.poll(partner.connections).toBe(0);
  }, 5000);

  it("is left also where the program that sends heeds no signal", async () => {
    const partner = await serve(dribble);
    const exchange = open(partner.url, { fetch: (request) => fetch(request) });
    await submit(exchange);
    cleanups.push(keepCollecting());
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    await expect.poll(partner.connections).toBe(0);
  }, 5000);

  it("has one time for both requests of an attempt", async () => {
    const exchange = open("http://127.0.0.1:9001");
    const id = await submit(exchange);
    exchange.intercept(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      return exchange.c.gateway.fetch(request);
    });
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await inside(exchange.b.store).outbox.find(id))?.lastError).toBe(
      "GATEWAY_PEER_UNREACHABLE",
    );
  }, 5000);

  it("does not hold up the registry, which says that it is missing", async () => {
    const { url, connections } = await serve(dribble);
    const { keys } = createFederation();
    const verifier = createVerifier(publicJwk(keys["NGO-C"]));
    const store = createExchange().b.store;
    const source = createRegistrySource(url, verifier, fetch, { store, timeoutMs: 200 });
    cleanups.push(keepCollecting());
    await expect(source.refresh()).rejects.toMatchObject({ code: "GATEWAY_REGISTRY_MISSING" });
    await expect.poll(connections).toBe(0);
  }, 5000);
});

describe("a partner that does not answer", () => {
  it("does not keep a gateway from closing, and is tried again after the start", async () => {
    const partner = await serve(() => {});
    const exchange = open(partner.url, { ...OVER_NETWORK, retry: {} });
    const served = await serveGateway(exchange.b.gateway, {
      ...{ port: 0, localPort: 0, pollMs: 5, graceMs: 50 },
      onError: (error) => expect.unreachable(String(error)),
    });
    const id = await submit(exchange);
    await expect.poll(partner.connections).toBe(1);
    const before = await inside(exchange.b.store).outbox.find(id);
    exchange.b.store.close = async () => {};
    await served.close();
    await expect.poll(partner.connections).toBe(0);
    // Only this gateway stopped, so the attempt does not count.
    expect(await inside(exchange.b.store).outbox.find(id)).toEqual(before);
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
  }, 5000);
});

describe("many messages for a partner that does not answer", () => {
  it("hold up nobody else's, one that is submitted meanwhile either", async () => {
    const { exchange, asked } = await flooded();
    await submit(exchange, { recipient: DPA_B });
    const run = exchange.b.gateway.sender.deliverDue();
    await expect.poll(() => asked(DPA_B)).toBe(1);
    expect(await run).toBe(1);
    // Their own number at once is bounded.
    expect(asked(NGO_C)).toBe(16);
  }, 10_000);

  it("do not hold up one that claims a threat to life, to the same partner", async () => {
    const { exchange, asked } = await flooded();
    const urgency = { level: "emergency", ground: "threatToLife" };
    await submit(exchange, { private: { "private.urgency": urgency } });
    void exchange.b.gateway.sender.deliverDue();
    await expect.poll(() => asked(NGO_C)).toBe(17);
  }, 10_000);

  it("go on one by one once all attempts at once have failed", async () => {
    const { exchange, asked, failed, giveUpOne } = await flooded();
    for (let count = 1; count < 16; count++) {
      giveUpOne();
      await expect.poll(failed).toBe(count);
    }
    expect(asked(NGO_C)).toBe(16);
    giveUpOne();
    await expect.poll(() => asked(NGO_C)).toBe(17);
    giveUpOne();
    await expect.poll(() => asked(NGO_C)).toBe(18);
    expect((await inside(exchange.b.store).outbox.counts()).queued).toBe(40);
  }, 10_000);
});

/** NGO-B with 40 messages for NGO-C, which takes each request and answers none. */
async function flooded() {
  const federation = createFederation();
  const assist = federation.sign("AGR-ASSIST", "NGO-B", "DPA-B");
  const exchange = createExchange({
    federation,
    options: { agreements: [federation.agreement, assist] },
  });
  exchange.editRegistry(({ agencies }) => {
    const [from, to] = [NGO_B, DPA_B].map((name) => agencies.find((one) => one.entity === name));
    Object.assign(to ?? {}, { ...from, entity: DPA_B, keys: to?.keys });
  });
  const asked: string[] = [];
  const hanging: (() => void)[] = [];
  exchange.intercept(({ url }) => {
    const isSlow = url.startsWith("http://127.0.0.1:9001/");
    asked.push(isSlow ? NGO_C : DPA_B);
    if (!isSlow) return Promise.resolve(new Response("", { status: 503 }));
    return new Promise((_, reject) => hanging.push(() => reject(new TypeError("reset"))));
  });
  const ids: string[] = [];
  for (let count = 0; count < 40; count++) ids.push(await submit(exchange));
  const { sender } = exchange.b.gateway;
  void sender.deliverDue();
  cleanups.push(() => sender.stop(0));
  await expect.poll(() => asked.length).toBe(16);
  return {
    exchange,
    asked: (recipient: string) => asked.filter((name) => name === recipient).length,
    failed: async () => {
      const { outbox } = inside(exchange.b.store);
      const rows = await Promise.all(ids.map((id) => outbox.find(id)));
      return rows.filter((row) => row?.lastError !== undefined).length;
    },
    giveUpOne: () => hanging.shift()?.(),
  };
}

/** NGO-B, which has 200 ms for an attempt, and to which NGO-C is at another address. */
function open(endpoint: string, options: Partial<GatewayOptions> = {}): TestExchange {
  const exchange = createExchange({ options: { retry: { timeoutMs: 200 }, ...options } });
  exchange.editRegistry(({ agencies }) => {
    Object.assign(agencies.find(({ entity }) => entity === NGO_C) ?? {}, { endpoint });
  });
  return exchange;
}

/** Sends as a gateway does by default. */
const OVER_NETWORK = { fetch: undefined } as unknown as Partial<GatewayOptions>;

async function submit({ b }: TestExchange, change: Partial<DraftRequest> = {}): Promise<string> {
  const { recipient = NGO_C } = change;
  const draft = requestS011();
  const consents = draft.consents?.map(({ record, ...rest }) => ({
    ...rest,
    record: { ...record, recipients: [recipient] },
  }));
  const { status, json } = await b.call("POST", "/v1/messages", {
    draft: { ...draft, ...change, consents },
    mode: "asIs",
  });
  expect([status, json.code]).toEqual([201, undefined]);
  return json.id;
}

const DPA_B = entityOf("DPA-B");

/** A head at once, and then one octet after the other, for ever. */
const dribble: RequestListener = (_, response) => {
  response.writeHead(200, { "content-type": "application/jwt" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
};

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  let open = 0;
  server.on("connection", (socket) => {
    open++;
    socket.on("close", () => open--);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, connections: () => open };
}
