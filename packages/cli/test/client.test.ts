import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { answerOf, createClient, follow, placeNow } from "@safepassage/client";
import { addGateway, runGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { manyPorts } from "./many-ports.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-client-"));
const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  rmSync(root, { recursive: true });
});

let folder = "";
let url = "";
beforeAll(async () => {
  const first = await manyPorts();
  const folders = makeTestExchange(join(root, "x"), { port: first });
  for (const [index, one] of folders.entries()) {
    const port = first + 2 * index;
    addGateway(one, { gateway: { listen: { port }, local: { port: port + 1 } } });
    const gateway = await runGateway(one, { write: () => {} });
    cleanups.push(() => gateway.close());
    if (index > 0) continue;
    folder = one;
    url = gateway.localUrl;
  }
});

describe("the client", () => {
  it("sends, follows, lists, and is told what is refused", async () => {
    const token = () => readFileSync(join(folder, "tokens/local.token"), "utf8").trim();
    const client = createClient({ url, token });
    const ending = new AbortController();
    const after = await placeNow(client);
    const sent = await answerOf(
      client.v1.messages.$post({ json: { draft: requestOfToday(), mode: "minimise" } }),
    );
    expect(sent.state).toBe("queued");
    const events = follow(client, { after, signal: ending.signal });
    expect((await events.next()).value).toMatchObject({
      event: "sent",
      ref: sent.digest,
      code: "queued",
    });
    expect((await events.next()).value).toMatchObject({ ref: sent.digest, code: "decided" });
    const { entries } = await answerOf(client.v1.outbox.$get({ query: { state: "decided" } }));
    expect(entries.map(({ digest }) => digest)).toEqual([sent.digest]);
    const message = await answerOf(
      client.v1.messages[":digest"].$get({ param: { digest: sent.digest } }),
    );
    expect(message.box === "outbox" && message.receipts.length).toBe(2);
    await expect(
      answerOf(client.v1.messages[":digest"].content.$get({ param: { digest: sent.digest } })),
    ).rejects.toMatchObject({ code: "API_REASON_MISSING", status: 400 });
    ending.abort();
    await events.return();
  });

  it("ends following where its token is refused", async () => {
    const events = follow(createClient({ url, token: "w".repeat(40) }));
    await expect(events.next()).rejects.toMatchObject({ code: "GATEWAY_UNAUTHORISED" });
  });

  it("goes on following with a new token, and ends where that is refused too", async () => {
    const own = readFileSync(join(folder, "tokens/local.token"), "utf8").trim();
    const wrong = "w".repeat(40);
    const client = createClient({ url, token: own });
    const after = await placeNow(client);
    await answerOf(
      client.v1.messages.$post({ json: { draft: requestOfToday(), mode: "minimise" } }),
    );
    const given = [wrong, own];
    const renewed = createClient({ url, token: () => given.shift() ?? wrong });
    const events = follow(renewed, { after });
    expect((await events.next()).value).toMatchObject({ event: "sent", code: "queued" });
    await events.return();
    const refused = follow(createClient({ url, token: () => wrong }));
    await expect(refused.next()).rejects.toMatchObject({ code: "GATEWAY_UNAUTHORISED" });
  });

  it("goes on following for a page, where somebody may sign in again", async () => {
    let asked = 0;
    const ending = new AbortController();
    const fetch = async () => {
      asked += 1;
      return new Response("{}", { status: 401 });
    };
    const client = createClient({ url, fetch, page: () => undefined });
    const ended = follow(client, { signal: ending.signal }).next();
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(3);
    ending.abort();
    expect((await ended).done).toBe(true);
  });

  it("asks again for what follows where the connection was lost without a word", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url = "" }, response) => {
      asked.push(new URL(url, "http://gateway.test").searchParams.get("after") ?? undefined);
      response.writeHead(200, { "content-type": "text/event-stream" });
      // Nothing more comes over the first connection.
      response.write(`id: ${asked.length}\ndata: ${JSON.stringify({ ref: "r" })}\n\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const client = createClient({ url: `http://127.0.0.1:${port}`, token: "t".repeat(40) });
      const events = follow(client);
      expect((await events.next()).value).toEqual({ id: "1", ref: "r" });
      const told = events.next();
      while (asked.length === 1) await vi.advanceTimersByTimeAsync(10_000);
      expect((await told).value).toEqual({ id: "2", ref: "r" });
      expect(asked).toEqual([undefined, "1"]);
      await events.return();
    } finally {
      vi.useRealTimers();
      server.closeAllConnections();
      server.close();
    }
  });
});
