import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256Base64url, systemClock } from "@safepassage/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import { createChangeFeed } from "../../src/api/change-feed.ts";
import { createWebhooks } from "../../src/webhooks/webhooks.ts";
import { freePort } from "../alarm-servers.ts";
import { inside } from "../inside.ts";
import { watch } from "../watching.ts";
import { createExchange, NGO_B, requestS011, type TestExchange } from "../world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Got {
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    id: string;
    entity: string;
    changes: readonly { event: string; code: string }[];
  };
}

/** A program that takes changes, with these statuses first. */
async function openProgram(...statuses: number[]) {
  return serve(() => statuses.shift() ?? 204);
}

/** A program that takes nothing until it is mended. */
async function openBroken() {
  let isMended = false;
  const served = await serve(() => (isMended ? 204 : 503));
  const mend = (): void => {
    isMended = true;
  };
  return { ...served, mend };
}

async function serve(statusOf: () => number) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => {
      text += String(part);
    });
    request.on("end", () => {
      got.push({ headers: request.headers, body: JSON.parse(text) });
      response.writeHead(statusOf(), { location: "/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/changes`, got };
}

async function open(url: string, events?: readonly ("sent" | "received")[], retryMs = 5) {
  const webhooks = [{ url, ...(events && { events: [...events] }) }];
  const { operation, lines } = watch();
  const webhookPace = { retryMs, timeoutMs: 500, lateMs: 20 };
  const own = { "NGO-B": { webhooks, webhookPace, operation } };
  const exchange = createExchange({ own });
  exchange.b.gateway.webhooks.start();
  cleanups.push(() => exchange.b.gateway.webhooks.stop());
  // It tells what changes after it has begun.
  const begun = `webhook ${sha256Base64url(url)}`;
  await expect.poll(() => inside(exchange.b.store).marks.get(begun)).toBeDefined();
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  await exchange.settle();
  return { ...exchange, lines, digest: json.digest };
}

/** Goes on with the same store, as after a restart. */
function startAgain(
  { b, federation }: Pick<TestExchange, "b" | "federation">,
  url: string,
  events: ("sent" | "received")[],
): void {
  const again = createWebhooks(
    {
      ...{ self: NGO_B, store: b.store, signer: federation.signers["NGO-B"], clock: systemClock },
      ...{ log: () => {}, onError: () => {} },
    },
    createChangeFeed(b.store),
    [{ url, events }],
    { retryMs: 5, timeoutMs: 500, fetch: (request, init) => fetch(request, init) },
  );
  again.start();
  cleanups.push(() => again.stop());
}

const said = (got: readonly Got[]) =>
  got.flatMap(({ body }) => body.changes.map(({ event, code }) => `${event} ${code}`));

describe("a webhook", () => {
  it("is told in order, signed, and without anything that a message says", async () => {
    const { url, got } = await openProgram();
    const { digest, b } = await open(url);
    await expect.poll(() => said(got)).toEqual(["sent queued", "sent decided"]);
    // As the OpenAPI document says.
    const document = (await b.call("GET", "/v1/openapi.json")).json;
    const takes = new Ajv2020({ strict: false, validateFormats: false })
      .addSchema(document, "openapi")
      .compile({ $ref: "openapi#/components/schemas/Told" });
    for (const { body } of got) expect([takes(body), takes.errors]).toEqual([true, null]);
    const content = { "application/json": { schema: { $ref: "#/components/schemas/Told" } } };
    expect(document.webhooks.changes.post.requestBody).toMatchObject({ content });
    expect(got[0]).toMatchObject({
      body: { entity: NGO_B, changes: [{ ref: digest, at: "2026-11-24T09:02:00Z" }] },
      headers: {
        "content-type": "application/json",
        "content-digest": expect.stringMatching(/^sha-256=:/),
        "signature-input": expect.stringContaining(`keyid="${NGO_B}#`),
      },
    });
  });

  it("is told again after a failure or a redirect, with the same id, and nothing is left out", async () => {
    const { url, got } = await openProgram(500, 302, 503);
    await open(url, ["sent"]);
    await expect.poll(() => got.length).toBeGreaterThanOrEqual(4);
    expect(new Set(got.slice(0, 4).map(({ body }) => body.id)).size).toBe(1);
    await expect.poll(() => said(got.slice(3))).toEqual(["sent queued", "sent decided"]);
  });

  it("leaves nothing out that happened before a restart, even if it had taken nothing yet", async () => {
    const { url, got, mend } = await openBroken();
    const world = await open(url, ["sent"]);
    const { b } = world;
    await expect.poll(() => got.length).toBeGreaterThanOrEqual(2);
    await b.gateway.webhooks.stop();
    const before = got.length;
    mend();
    startAgain(world, url, ["sent"]);
    await expect.poll(() => said(got.slice(before))).toContain("sent queued");
    // The same id stands for the same changes only.
    const byId = Map.groupBy(got, ({ body }) => body.id);
    for (const same of byId.values()) {
      expect(new Set(same.map(({ body }) => JSON.stringify(body.changes))).size).toBe(1);
    }
  });

  it.each([
    ["that it wants", ["sent"], true],
    ["of another kind", ["received"], false],
  ] as const)("is told that others are forgotten, before changes %s", async (_, events, isTold) => {
    const { url, got, mend } = await openBroken();
    const world = await open(url, [...events]);
    const { b } = world;
    await b.gateway.webhooks.stop();
    const { changes, marks } = inside(b.store);
    await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await changes.forget("2027-01-01T00:00:00Z", 100);
    await marks.set(`webhook ${sha256Base64url(url)}`, "0");
    await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await b.gateway.sender.deliverDue();
    const before = got.length;
    mend();
    startAgain(world, url, [...events]);
    await expect.poll(() => got.length).toBeGreaterThan(before);
    const [first, ...others] = got.slice(before).map(({ body }) => body);
    expect(first).toMatchObject({ missed: true });
    for (const body of others) expect(body).not.toHaveProperty("missed");
    expect(first?.changes.some(({ event }) => event === "sent")).toBe(isTold);
  });

  it("is told of by the gateway's health while its program takes nothing, and not after", async () => {
    const { url, mend } = await openBroken();
    const { b } = await open(url);
    const warnings = async () =>
      (await b.call("GET", "/v1/health")).json.warnings.map(({ code }: { code: string }) => code);
    await expect.poll(warnings).toEqual(["WEBHOOK_LATE"]);
    mend();
    await expect.poll(warnings).toEqual([]);
  });

  it("is in the log when it first takes nothing, at each tenth time and when it works again, without its path", async () => {
    const { url } = await openProgram(...Array<number>(10).fill(503));
    const { lines } = await open(`${url}?key=secret`, undefined, 1);
    const told = () => lines().filter(({ event }) => /^(webhook|failed)/.test(event));
    const ref = `/gateway/webhooks/0 (${new URL(url).origin})`;
    await expect
      .poll(told, { timeout: 15_000 })
      .toEqual([
        expect.objectContaining({ level: "warning", event: "webhookFails", ref, code: "HTTP_503" }),
        expect.objectContaining({ level: "warning", event: "webhookFails", ref, code: "HTTP_503" }),
        expect.objectContaining({ level: "info", event: "webhookWorks", ref }),
      ]);
    expect(JSON.stringify(lines())).not.toContain("secret");
  });

  it("is in the log with what the system says where nobody is there", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { lines } = await open(url);
    const told = {
      event: "webhookFails",
      ref: `/gateway/webhooks/0 (${url})`,
      code: "ECONNREFUSED",
    };
    await expect.poll(lines).toContainEqual(expect.objectContaining(told));
    expect(lines().filter(({ event }) => event === "failed")).toEqual([]);
  });

  it("holds up nobody while its program is away, and stops at once", async () => {
    const { b } = await open("http://127.0.0.1:1/nobody");
    const begun = performance.now();
    await b.gateway.webhooks.stop();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
