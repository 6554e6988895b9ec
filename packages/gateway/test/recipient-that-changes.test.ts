/** An agency that becomes another one by law gets nothing that was signed for what it was. */
import { describe, expect, it } from "vitest";
import { refer } from "./correcting.ts";
import type { RegistryFile } from "./federation.ts";
import { inside } from "./inside.ts";
import { createWarningExchange, POLICE, warning } from "./warning-world.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NGO_C, requestS011, type TestExchange } from "./world.ts";

const CHANGED = "GATEWAY_RECIPIENT_CHANGED";
const CHANGES_AT = "2026-11-24T09:03:00Z";
const LATER = "2026-11-24T10:04:00Z";

describe("what was signed for a recipient that has become another agency", () => {
  it.each([
    ["of another type", { type: "hostingProvider" }],
    ["of another State", { country: "XD" }],
    ["under another law", { regime: "LED" }],
    ["with other powers", { flags: { publicPowers: true } }],
  ])("%s is not posted, and says why", async (_, becomes) => {
    const exchange = createExchange();
    const digest = await submit(exchange, requestS011());
    change(exchange, NGO_C, becomes);
    expect(await posted(exchange)).toEqual([]);
    const { state, lastError } = (await exchange.b.show(digest)).json;
    expect([state, lastError]).toEqual(["queued", CHANGED]);
    expect(exchange.b.log).toContainEqual({
      ...{ event: "queued", ref: digest, peer: NGO_C, code: CHANGED },
    });
    // A later registry takes that back.
    exchange.editRegistry(() => {});
    exchange.setTime("2026-11-24T12:00:00Z");
    await exchange.settle();
    expect((await exchange.b.show(digest)).json.state).toBe("decided");
  });

  it("is not posted once more after an attempt that failed", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange, requestS011());
    exchange.intercept(async ({ method }) =>
      method === "POST" ? Promise.reject(new TypeError("no answer in time")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    change(exchange, NGO_C, { type: "hostingProvider" });
    expect(await posted(exchange)).toEqual([]);
    expect((await exchange.b.show(digest)).json.lastError).toBe(CHANGED);
  });

  it("is not sent again to it either", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    change(exchange, NGO_C, { type: "hostingProvider" });
    exchange.intercept(() => Promise.reject(new TypeError("asked")));
    const { json } = await exchange.b.call("POST", `/v1/messages/${digest}/resend`, {});
    expect(json).toEqual({ digest, outcome: "notSent", code: CHANGED });
  });

  it("is held back also where it warns, and a person warns another way", async () => {
    const exchange = createWarningExchange();
    const digest = await submit(exchange, warning());
    change(exchange, POLICE, { type: "immigrationAuthority" });
    expect(await posted(exchange)).toEqual([]);
    expect(exchange.b.log).toContainEqual({
      ...{ event: "emergencyUndelivered", ref: digest, code: CHANGED, peer: POLICE },
    });
  });

  it("is withdrawn from it all the same", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    change(exchange, NGO_C, { type: "hostingProvider" });
    exchange.setTime(LATER);
    const { status, json } = await withdraw(exchange, sent);
    expect(status).toBe(201);
    expect(await posted(exchange)).toHaveLength(1);
    expect((await inside(exchange.b.store).outbox.findByDigest(json.digest))?.posted).toBe(true);
  });
});

async function submit({ b }: TestExchange, draft: object): Promise<string> {
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect(status).toBe(201);
  return json.digest;
}

/** Has an agency be something else by law, and lets the time for that come. */
function change(exchange: TestExchange, entity: string, { flags, ...becomes }: Becomes): void {
  exchange.editRegistry(({ agencies }: RegistryFile) => {
    const { facts } = agencies.find((one) => one.entity === entity) as unknown as {
      facts: { from: string; until?: string; flags: object }[];
    };
    const [before] = facts;
    if (before === undefined) throw new TypeError("an agency without facts");
    const after = { ...before, ...becomes, flags: { ...before.flags, ...flags } };
    facts.push({ ...after, from: CHANGES_AT });
    before.until = CHANGES_AT;
  });
  exchange.setTime(LATER);
}

interface Becomes {
  readonly flags?: object;
  readonly [member: string]: unknown;
}

/** Delivers what is due. Returns what was posted. */
async function posted(exchange: TestExchange): Promise<readonly string[]> {
  const urls: string[] = [];
  exchange.intercept(({ method, url }) => {
    if (method === "POST") urls.push(url);
    return undefined;
  });
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  return urls;
}
