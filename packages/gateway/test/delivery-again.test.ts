import { describe, expect, it } from "vitest";
import { correct, NEED, valueFor } from "./correcting.ts";
import { loseAnswer, problem, refusal, row, submit } from "./delivering.ts";
import { NGO_B } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange } from "./world.ts";

describe("a delivery that fails", () => {
  it("is tried again with pauses that double, up to the longest", async () => {
    const exchange = createExchange({ options: { retry: { baseMs: 1000, maxMs: 10_000 } } });
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    const pauses: number[] = [];
    let time = Date.parse("2026-11-24T09:02:00Z");
    for (let attempt = 0; attempt < 6; attempt++) {
      await b.gateway.sender.deliverDue();
      const next = (await row(exchange, id)).nextAttempt;
      pauses.push(next - time);
      time = next;
      exchange.setTime(new Date(time).toISOString());
    }
    // The jitter of these tests stands at a half: three quarters of the pause.
    expect(pauses).toEqual([750, 1500, 3000, 6000, 7500, 7500]);
    expect(await row(exchange, id)).toMatchObject({
      state: "queued",
      lastError: "GATEWAY_PEER_UNREACHABLE",
    });
  });

  it("is tried at once where the clock was set back, so that no emergency waits for a day", async () => {
    const exchange = createExchange();
    exchange.setTime("2026-11-25T09:02:00Z");
    const id = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    // The clock was a day ahead, and is set right; NGO-C judges by the time of the message.
    exchange.setTime("2026-11-25T09:00:00Z");
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await row(exchange, id)).state).toBe("decided");
    exchange.setTime("2026-11-24T09:02:00Z");
    const second = await submit(exchange);
    exchange.setTime("2026-11-23T09:02:00Z");
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await row(exchange, second)).attempts).toBe(1);
    // Then it judges by the corrected clock.
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
  });

  it("asks for key epochs again at the next attempt where a list did not verify", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "GET" ? Promise.resolve(new Response("e30.e30.e30")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    const lastError = "JWS_TYPE_WRONG";
    expect(await row(exchange, id)).toMatchObject({ state: "queued", lastError });
    exchange.intercept(() => undefined);
    // Much earlier than a list that is good would be asked for again.
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });

  it.each([
    ["answers", () => Promise.reject(new TypeError("connection refused"))],
    ["takes its requests", async () => notTaken("TRUST_REQUEST_TIME_WRONG")],
    ["takes its certificate", async () => notTaken("GATEWAY_CLIENT_CERTIFICATE_OVER")],
  ])(
    "is tried again as soon as its recipient %s, however long its pause has become",
    async (_, refuse) => {
      const exchange = createExchange();
      const { b } = exchange;
      const ids = [await submit(exchange), await submit(exchange)];
      exchange.intercept(refuse);
      let time = Date.parse("2026-11-24T09:02:00Z");
      for (let attempt = 0; attempt < 12; attempt++) {
        await b.gateway.sender.deliverDue();
        const rows = await Promise.all(ids.map((id) => row(exchange, id)));
        time = Math.max(...rows.map(({ nextAttempt }) => nextAttempt));
        exchange.setTime(new Date(time).toISOString());
      }
      await b.gateway.sender.deliverDue();
      // A minute later it is back, and something new is sent.
      exchange.intercept(() => undefined);
      exchange.setTime(new Date(time + 60_000).toISOString());
      const newest = await submit(exchange);
      await exchange.settle();
      const states = await Promise.all([...ids, newest].map((id) => row(exchange, id)));
      expect(states.map(({ state }) => state)).toEqual(["decided", "decided", "decided"]);
    },
  );

  it("is not tried again each time that its recipient answers another message", async () => {
    const exchange = createExchange();
    const first = await submit(exchange);
    const taken = () => exchange.intercept(() => undefined);
    const failing = () =>
      exchange.intercept(async ({ method }) =>
        method === "POST" ? new Response("", { status: 500 }) : undefined,
      );
    failing();
    await exchange.b.gateway.sender.deliverDue();
    taken();
    const second = await submit(exchange);
    await exchange.b.gateway.sender.deliverDue();
    expect((await row(exchange, second)).state).toBe("decided");
    failing();
    await exchange.b.gateway.sender.deliverDue();
    const { attempts } = await row(exchange, first);
    taken();
    const third = await submit(exchange);
    // Within the minute.
    await exchange.b.gateway.sender.deliverDue();
    expect((await row(exchange, third)).state).toBe("decided");
    expect(await row(exchange, first)).toMatchObject({ state: "sending", attempts });
  });

  it("is not tried before its time, and arrives when the other side is back", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept(() => Promise.resolve(new Response("", { status: 503 })));
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
    const waiting = await exchange.b.show((await row(exchange, id)).digest);
    expect(waiting.json).toMatchObject({
      nextAttempt: expect.stringContaining("2026-11-24T09:02"),
    });
    exchange.setTime("2026-11-24T09:02:01Z");
    await exchange.settle();
    expect(await row(exchange, id)).toMatchObject({ state: "decided", lastError: undefined });
    const decided = await exchange.b.show((await row(exchange, id)).digest);
    expect(decided.json).not.toHaveProperty("nextAttempt");
  });

  it("holds back what corrects the message, which would be refused without it", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    const first = { id, digest: (await row(exchange, id)).digest };
    const posts: string[] = [];
    let isAway = true;
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      posts.push(request.url);
      return isAway ? Promise.reject(new TypeError("connection refused")) : undefined;
    });
    const correction = await correct(
      exchange,
      first,
      valueFor(first, `${NEED}/need.services`, [], "restrict"),
    );
    expect(correction.status).toBe(201);
    expect(posts).toHaveLength(1);
    expect((await row(exchange, correction.json.id)).nextAttempt).toBe(
      (await row(exchange, id)).nextAttempt,
    );
    isAway = false;
    for (const time of ["09:03", "09:04"]) {
      exchange.setTime(`2026-11-24T${time}:00Z`);
      await exchange.settle();
    }
    expect(posts).toHaveLength(3);
    const taken = await exchange.c.show(correction.json.digest);
    expect(taken.json).toMatchObject({ state: "accepted", findings: [] });
  });

  it("sends the same octets again when the answer was lost, and is stored once", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const id = await submit(exchange);
    const bodies: string[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      return loseAnswer(request, bodies, c.gateway.fetch);
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", receipts: [] });
    exchange.setTime("2026-11-24T09:02:01Z");
    await b.gateway.sender.deliverDue();
    expect(bodies[0]).toBe(bodies[1]);
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
    expect((await row(exchange, id)).receipts).toEqual(
      (await inside(c.store).inbox.find(NGO_B, id))?.receipts,
    );
  });

  it("is sealed anew only where the recipient says that it could not open it", async () => {
    const exchange = createExchange();
    const { b, c, federation } = exchange;
    const id = await submit(exchange);
    const bodies: string[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST" || bodies.length > 0) return undefined;
      return request.text().then((sealed) => {
        bodies.push(sealed);
        const receipt = refusal(federation.signers["NGO-C"], sealed, "PACKAGE_KEY_UNKNOWN");
        return problem(receipt);
      });
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({
      state: "queued",
      sealed: undefined,
      lastError: "PACKAGE_KEY_UNKNOWN",
    });
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
  });
});

/** As a gateway refuses a request whose sender it does not believe. */
const notTaken = (code: string): Response => Response.json({ code }, { status: 403 });
