import { describe, expect, it } from "vitest";
import { FOREIGN, row, submit } from "./delivering.ts";
import { createExchange } from "./world.ts";

describe("a request to another agency", () => {
  it("for its key epochs is made again at once where a page came in their place", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(() => Promise.resolve(new Response("<html>be back soon</html>")));
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "queued", lastError: FOREIGN });
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });

  it("follows no redirect and shows no token, only what is sealed", async () => {
    const exchange = createExchange();
    await submit(exchange);
    const requests: Request[] = [];
    exchange.intercept((request) => {
      requests.push(request);
      return undefined;
    });
    await exchange.settle();
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      "GET /.well-known/spp-epochs",
      "POST /inbox",
    ]);
    for (const { redirect, headers } of requests) {
      expect(redirect).toBe("error");
      expect(headers.get("authorization")).toBeNull();
    }
  });
});

describe("several messages", () => {
  it("are sent side by side: one that hangs holds up no other", async () => {
    const exchange = createExchange();
    const ids = [await submit(exchange), await submit(exchange)];
    let release = (): void => {};
    const hung = new Promise<void>((resolve) => {
      release = resolve;
    });
    let posts = 0;
    exchange.intercept((request) =>
      request.method === "POST" && ++posts === 1
        ? hung.then(() => new Response("", { status: 503 }))
        : undefined,
    );
    const run = exchange.b.gateway.sender.deliverDue();
    await expect
      .poll(async () => {
        const rows = await Promise.all(ids.map((id) => row(exchange, id)));
        return rows.map(({ state }) => state).sort();
      })
      .toEqual(["decided", "sending"]);
    release();
    expect(await run).toBe(2);
  });
});
