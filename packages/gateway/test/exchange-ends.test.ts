import { describe, expect, it } from "vitest";
import { codesOf, correctionOf, refer, type Sent, valueFor } from "./correcting.ts";
import { requestS041 } from "./drafts.ts";
import { createFederation } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { ask, idOf, POLICE_B, policeExchange, rowOf, say } from "./police-world.ts";
import { createExchange, type TestExchange } from "./world.ts";

describe("an exchange that was closed", () => {
  it("takes a correction, and no update, feedback or new request", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const closed = await say(exchange, "c", sent, "closing", { "closing.reason": "noAction" });
    expect(closed.status).toBe(201);
    const update = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect(codesOf(update)).toEqual(["R74_EXCHANGE_CLOSED"]);
    const told = await say(exchange, "c", sent, "feedback", { "feedback.outcome": "decided" });
    expect(codesOf(told)).toEqual(["R74_EXCHANGE_CLOSED"]);
    const again = {
      ...requestS041(),
      private: { ...requestS041().private, "private.exchangeId": await idOf(exchange, sent) },
    };
    const opened = await exchange.b.call("POST", "/v1/messages", { draft: again, mode: "asIs" });
    expect(codesOf(opened)).toEqual(["R74_EXCHANGE_CLOSED"]);
  });

  it("has its values corrected all the same", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const closing = { "closing.reason": "fulfilled" };
    expect((await say(exchange, "c", sent, "closing", closing)).status).toBe(201);
    const body = valueFor(sent, "3MPijAok6nljw6GPbgObyA/need.services", ["legalAdvice"]);
    const draft = await correctionOf(exchange.b, sent, body);
    const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([status, codesOf({ json })]).toEqual([201, []]);
    await exchange.settle();
    const shown = await exchange.c.show(sent.digest);
    expect(shown.json.corrections).toHaveLength(1);
  });

  it("still takes an answer that was written before its sender knew", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await say(exchange, "b", sent, "closing", { "closing.reason": "fulfilled" }, { settle: false });
    const changed = { "update.reason": "changed" };
    const refused = await say(exchange, "b", sent, "update", changed, { settle: false });
    // The one that closed is bound at once; the other when it has the closing.
    expect(codesOf(refused)).toEqual(["R74_EXCHANGE_CLOSED"]);
    exchange.setTime("2026-11-24T09:03:00Z");
    const answer = await say(exchange, "c", sent, "feedback", { "feedback.outcome": "received" });
    expect(answer.status).toBe(201);
    expect((await inside(exchange.c.store).outbox.findByDigest(answer.digest))?.state).toBe(
      "decided",
    );
  });

  it("awaits no answer any more if its asker closed it; who has to answer stays bound", async () => {
    for (const [side, open] of [
      ["b", 0],
      ["c", 1],
    ] as const) {
      const exchange = policeExchange();
      const sent = await ask(exchange);
      await say(exchange, side, sent, "closing", { "closing.reason": "noAction" });
      const { json } = await exchange.c.call("GET", "/v1/requests?side=owed");
      expect(json.entries).toHaveLength(open);
      const answer = { "response.outcome": "nothingHeld", "response.access": "direct" };
      const { json: said } = await say(exchange, "c", sent, "response", answer);
      expect(codesOf({ json: said })).toEqual(open === 1 ? [] : ["R74_EXCHANGE_CLOSED"]);
    }
  });

  it("shortens what is held where its reason ends the case, of the closing agency on both sides", async () => {
    const end = "2026-12-24";
    for (const [reason, mine, theirs] of [
      ["withdrawn", end, end],
      ["fulfilled", "2027-11-19", "2027-11-19"],
    ] as const) {
      const exchange = policeExchange();
      const sent = await ask(exchange);
      await say(exchange, "b", sent, "closing", { "closing.reason": reason });
      expect((await rowOf(exchange, "b", sent))?.eraseBy).toBe(mine);
      expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(theirs);
    }
    // What the other has written is not this agency's to end.
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await say(exchange, "c", sent, "closing", { "closing.reason": "noAction" });
    expect((await rowOf(exchange, "b", sent))?.eraseBy).toBe("2027-11-19");
    expect((await rowOf(exchange, "c", sent))?.eraseBy).toBe(end);
    expect(await eventsOf(exchange.c.store, "retentionShortened")).toMatchObject([
      { ref: sent.digest, code: end },
    ]);
  });
});

describe("an alert that is cancelled", () => {
  it("is erased with its updates, certified, and erased here when the certificate comes", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange, "alert");
    const update = await say(exchange, "b", sent, "update", { "update.reason": "added" });
    const cancelled = await cancel(exchange, sent);
    expect([cancelled.status, codesOf(cancelled)]).toEqual([201, []]);
    for (const { digest } of [sent, update]) {
      const received = await inside(exchange.c.store).inbox.findByDigest(digest);
      const row = await inside(exchange.b.store).outbox.findByDigest(digest);
      expect([received?.content, row?.content]).toEqual([undefined, undefined]);
      expect(row?.certificate).toMatch(/^[\w-]{43}$/);
    }
    const late = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect(codesOf(late)).not.toEqual([]);
  });

  it("is sent no more if nobody has it yet, and is erased if it arrives later", async () => {
    const exchange = policeExchange();
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    const sent = await ask(exchange, "alert");
    await cancel(exchange, sent);
    const row = await inside(exchange.b.store).outbox.findByDigest(sent.digest);
    expect(row?.content).toBeUndefined();
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T12:00:00Z");
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.findByDigest(sent.digest)).toBeUndefined();
    expect(await eventsOf(exchange.c.store, "eraseOnArrival")).toMatchObject([
      { ref: `${POLICE_B} ${sent.digest}` },
    ]);
  });

  it("is cancelled under an agreement that has ended, while nothing else is said under it", async () => {
    const federation = createFederation();
    const until = { until: "2026-11-25" };
    const short = federation.signTerms("AGR-LE", until, "Police-B", "Police-C");
    const exchange = createExchange({
      ...{ parties: ["Police-B", "Police-C"], federation },
      options: { agreements: [short] },
    });
    const sent = await ask(exchange, "alert");
    exchange.setTime("2026-11-26T09:02:00Z");
    const late = await say(exchange, "b", sent, "update", { "update.reason": "changed" });
    expect([late.status, late.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const cancelled = await cancel(exchange, sent);
    expect([cancelled.status, cancelled.json.code]).toEqual([201, undefined]);
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
    const row = await inside(exchange.b.store).outbox.findByDigest(sent.digest);
    expect(row?.certificate).toMatch(/^[\w-]{43}$/);
  });

  it("is not cancelled by its recipient, nor is what is no alert", async () => {
    const exchange = policeExchange();
    const alert = await ask(exchange, "alert");
    const target = { "cancellation.target": alert.digest, "cancellation.reason": "located" };
    const theirs = await say(exchange, "c", alert, "alertCancellation", target, {}, "cancellation");
    expect(codesOf(theirs)).toContain("R74_WRONG_SIDE");
    const request = await ask(exchange);
    expect(codesOf(await cancel(exchange, request))).toEqual(["R74_NOT_AN_ALERT"]);
  });
});

const cancel = (exchange: TestExchange, { digest, id }: Sent) =>
  say(
    exchange,
    "b",
    { digest, id },
    "alertCancellation",
    { "cancellation.target": digest, "cancellation.reason": "located" },
    {},
    "cancellation",
  );
