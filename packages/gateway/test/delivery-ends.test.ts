import { describe, expect, it } from "vitest";
import { loseAnswer, problem, refusal, row, submit } from "./delivering.ts";
import { requestS011 } from "./drafts.ts";
import { NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange } from "./world.ts";

describe("a delivery that fails", () => {
  it("ends at the delivery deadline, visibly, without its ciphertext", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "POST" ? Promise.reject(new TypeError("reset")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", sealed: expect.any(String) });
    exchange.setTime("2026-12-01T09:02:00Z");
    await exchange.settle();
    expect(await row(exchange, id)).toMatchObject({ state: "expired", sealed: undefined });
    const { json } = await exchange.b.call("GET", "/v1/health");
    expect(json).toMatchObject({ status: "ready", outbox: { expired: 1 } });
  });

  it("is asked about once more after its deadline, where its recipient may have it", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const taken = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "POST" ? loseAnswer(request, [], c.gateway.fetch) : undefined,
    );
    await b.gateway.sender.deliverDue();
    const lost = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("reset")));
    await b.gateway.sender.deliverDue();
    // The sender is off until the deadline is over.
    exchange.intercept(() => undefined);
    exchange.setTime("2026-12-02T09:02:00Z");
    await exchange.settle();
    expect(await row(exchange, taken)).toMatchObject({ state: "decided", sealed: undefined });
    // That one nobody takes any more, and its recipient signs so.
    expect(await row(exchange, lost)).toMatchObject({
      ...{ state: "expired", sealed: undefined, lastError: "MESSAGE_EXPIRED" },
      receipts: [expect.any(String)],
    });
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
  });

  it("is told to a person once its deadline is over, and only then", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = (await row(exchange, await submit(exchange))) ?? {};
    exchange.intercept(() => Promise.reject(new TypeError("reset")));
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "messageUndelivered")).toEqual([]);
    for (const time of ["2026-12-01T09:02:00Z", "2026-12-02T09:02:00Z"]) {
      exchange.setTime(time);
      await exchange.settle();
    }
    const told = { ref: digest, code: "GATEWAY_PEER_UNREACHABLE" };
    expect(await eventsOf(b.store, "messageUndelivered")).toMatchObject([told]);
    expect(b.log.filter(({ event }) => event === "messageUndelivered")).toEqual([
      { event: "messageUndelivered", ...told, peer: "https://ngo-c.test" },
    ]);
  });

  it.each([
    ["never went out", false],
    ["went out without an answer", true],
  ])("is told to a person where it %s and is erased before its deadline", async (_, isPosted) => {
    const exchange = createExchange();
    const { b } = exchange;
    const draft = requestS011();
    const clear = { ...draft.clear, "env.retention.eraseBy": "2026-11-26" };
    const { digest } = (await row(exchange, await submit(exchange, { ...draft, clear }))) ?? {};
    exchange.intercept(({ method }) =>
      isPosted && method === "GET" ? undefined : Promise.reject(new TypeError("reset")),
    );
    await b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-27T09:02:00Z");
    await b.gateway.maintain();
    await b.gateway.maintain();
    const told = { ref: digest, code: "GATEWAY_PEER_UNREACHABLE" };
    expect(await eventsOf(b.store, "messageUndelivered")).toMatchObject([told]);
    exchange.setTime("2026-12-02T09:02:00Z");
    await exchange.settle();
    expect(await eventsOf(b.store, "messageUndelivered")).toHaveLength(1);
  });

  it("ends when the recipient refuses it, and keeps the signed refusal", async () => {
    const exchange = createExchange();
    const { b, federation } = exchange;
    const id = await submit(exchange);
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      return request
        .text()
        .then((sealed) =>
          problem(refusal(federation.signers["NGO-C"], sealed, "MESSAGE_AGREEMENT_DOES_NOT_COVER")),
        );
    });
    await b.gateway.sender.deliverDue();
    const { json } = await b.show((await row(exchange, id)).digest);
    expect(json).toMatchObject({ state: "refused", lastError: "MESSAGE_AGREEMENT_DOES_NOT_COVER" });
    expect(json.receipts[0].claims).toMatchObject({ kind: "refused", iss: NGO_C });
    expect((await row(exchange, id)).sealed).toBeUndefined();
  });
});
