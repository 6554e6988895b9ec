import { randomBytes } from "node:crypto";
import { Agent, type ClientRequest, request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type ServedGateway, serveGateway } from "../src/node.ts";
import { signedHeaders } from "./signed.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const UNSIGNED = { "content-type": "application/jose" };

describe("a partner that floods with good signatures", () => {
  it("is cut where it sends slowly, and another's message goes through", async () => {
    const { exchange, served } = await world();
    const { federation } = exchange;
    const body = randomBytes(200_000).toString("hex");
    const headers = signedHeaders(federation, body, { as: "Police-D" });
    const slow = Array.from({ length: 40 }, () => hold(served, headers, body.slice(0, 100_000)));
    // The newest four stay; each of the others has given way.
    await expect.poll(() => answered(slow).length).toBe(36);
    expect(new Set(answered(slow))).toEqual(new Set(["429 60"]));
    expect(await deliver(exchange)).toBe("decided");
    expect(answered(slow).length).toBe(36);
  });

  it("holds up nobody where it sends fast", async () => {
    const { exchange, served } = await world();
    const body = randomBytes(50_000).toString("hex");
    const headers = signedHeaders(exchange.federation, body, { as: "Police-D" });
    let isFlooding = true;
    let count = 0;
    const statuses = new Set<number>();
    const flood = async (): Promise<void> => {
      while (isFlooding) {
        const answer = await fetch(`${served.url}/inbox`, { method: "POST", headers, body });
        statuses.add(answer.status);
        count++;
        await answer.arrayBuffer();
      }
    };
    const flooding = Array.from({ length: 20 }, flood);
    await expect.poll(() => count).toBeGreaterThan(40);
    expect(await deliver(exchange)).toBe("decided");
    isFlooding = false;
    await Promise.all(flooding);
    // Refused as what they are; where there is no room, with 429.
    expect([...statuses].filter((status) => status !== 400 && status !== 429)).toEqual([]);
  });
});

describe("requests that nobody has signed", () => {
  it("share one small place, and a partner's message goes through", async () => {
    const { exchange, served } = await world();
    const slow = Array.from({ length: 40 }, () => hold(served, UNSIGNED, "x".repeat(100)));
    await expect.poll(() => answered(slow).length).toBe(38);
    expect(await deliver(exchange)).toBe("decided");
    expect(exchange.c.log.filter(({ event }) => event === "busy")).toHaveLength(38);
  });
});

interface Held {
  answer?: string;
}

const answered = (held: readonly Held[]): readonly string[] =>
  held.flatMap(({ answer }) => answer ?? []);

/** Sends a part of a body, and notes what the answer is while the rest is held back. */
function hold({ url }: ServedGateway, headers: object, part: string): Held {
  const held: Held = {};
  // A connection of its own for each.
  const agent = new Agent({ maxSockets: 1 });
  const upload: ClientRequest = request(`${url}/inbox`, {
    ...{ method: "POST", agent },
    headers: { ...headers, "content-length": "400000" },
  });
  upload.on("response", (answer) => {
    held.answer = `${answer.statusCode} ${answer.headers["retry-after"]}`;
    answer.resume();
  });
  upload.on("error", () => {});
  upload.write(part);
  cleanups.push(() => {
    upload.destroy();
    agent.destroy();
  });
  return held;
}

/** NGO-C on the network, and NGO-B with a message for it. */
async function world(): Promise<{ exchange: TestExchange; served: ServedGateway }> {
  const limits = {
    partner: { requests: 4, octets: 2_097_152 },
    anonymous: { requests: 2, octets: 1_048_576 },
  };
  const exchange = createExchange({ options: { limits } });
  const served = await serveGateway(exchange.c.gateway, {
    ...{ port: 0, localPort: 0, pollMs: 3_600_000, graceMs: 100 },
    onError: (error) => expect.unreachable(String(error)),
  });
  cleanups.push(() => served.close());
  exchange.intercept((sent) =>
    fetch(new Request(sent.url.replace("http://127.0.0.1:9001", served.url), sent)),
  );
  return { exchange, served };
}

/** Has NGO-B send a message, once. Returns what has become of it. */
async function deliver({ b }: TestExchange): Promise<string> {
  const sent = { draft: requestS011(), mode: "asIs" };
  const { json } = await b.call("POST", "/v1/messages", sent);
  await b.gateway.sender.deliverDue();
  return (await b.show(json.digest)).json.state;
}
