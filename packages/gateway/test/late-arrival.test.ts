import { randomId } from "@safepassage/message";
import { describe, expect, it, vi } from "vitest";
import { correctUnchecked, NEED, refer, type Sent, valueFor } from "./correcting.ts";
import { heldUp } from "./held-up.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { messageOf, post, queueAnother, queueCopy, withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, NOW, requestS011, type TestExchange } from "./world.ts";

describe("a message that arrives after its sender has withdrawn it", () => {
  it("is answered as any, erased and certified", async () => {
    const exchange = createExchange();
    const { b, settle } = exchange;
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    const sealed = await heldUp(exchange);
    expect((await withdraw(exchange, first)).status).toBe(201);
    await settle();
    const before = await b.show(second.digest);
    expect(before.json).toMatchObject({ state: "sending", erasureRequested: true });

    const receipts = await post(exchange, sealed);
    expect(receipts).toHaveLength(2);
    expect(await post(exchange, sealed)).toEqual(receipts);
    await expectErased(exchange, second);
    await settle();
    const { json } = await b.show(second.digest);
    expect(json).toMatchObject({ state: "delivered", erasureRequested: true });
    const certificate = await inside(b.store).inbox.findByDigest(json.certificate);
    const leaves = Object.values(messageOf(certificate).body).flatMap((group) => group.leaves);
    expect(leaves).toContainEqual({ f: "erasure.messageDigest", v: second.digest });

    // The verdict may still come as a late receipt.
    const headers = { "content-type": "application/jwt" };
    const body = receipts[1] ?? "";
    await b.gateway.fetch(new Request("http://b.test/receipts", { method: "POST", headers, body }));
    expect((await inside(b.store).outbox.find(second.id))?.state).toBe("decided");
  });

  it("is erased also where it is the only one of its exchange", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const { json: sent } = await b.call("POST", "/v1/messages", {
      draft: requestS011(),
      mode: "asIs",
    });
    const sealed = await heldUp(exchange);
    const { json } = await withdraw(exchange, sent);
    await settle();
    expect((await inside(c.store).inbox.findByDigest(json.digest))?.state).toBe("accepted");
    await post(exchange, sealed);
    await expectErased(exchange, sent);
    await settle();
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it("is not expired before its deadline, and then is, if nobody has said anything", async () => {
    const exchange = createExchange();
    const { b, settle, setTime } = exchange;
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    await heldUp(exchange);
    await withdraw(exchange, first);
    setTime("2026-11-30T09:02:00Z");
    await settle();
    expect((await inside(b.store).outbox.find(second.id))?.state).toBe("sending");
    setTime((await inside(b.store).outbox.find(second.id))?.deliverBy ?? "");
    await settle();
    expect((await inside(b.store).outbox.find(second.id))?.state).toBe("expired");
  });

  it("raises an alarm where it says that a life is at stake", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const { sealed, second } = await withdrawnEmergency(exchange);
    await post(exchange, sealed);
    await expectErased(exchange, second);
    expect(c.log).toContainEqual(
      expect.objectContaining({ event: "emergencyRefused", code: "erased", peer: NGO_B }),
    );
  });

  it("raises that alarm also where the process dies before it has scrubbed its files", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const { sealed, second } = await withdrawnEmergency(exchange);
    const scrub = vi.spyOn(c.store, "scrub").mockImplementation(() => {
      throw new Error("no room on the disk");
    });
    await post(exchange, sealed).catch(() => []);
    scrub.mockRestore();
    expect(await eventsOf(c.store, "emergencyRefused")).toMatchObject([{ ref: second.digest }]);
    expect(await post(exchange, sealed)).toHaveLength(2);
    await c.gateway.maintain();
    await c.gateway.maintain();
    const alarms = c.log.filter(({ event }) => event === "emergencyRefused");
    expect(alarms).toEqual([
      { event: "emergencyRefused", ref: second.digest, code: "erased", peer: NGO_B },
    ]);
  });

  it("is kept where another agency, or another action, has named it", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const first = await refer(exchange);
    const { second, sealed } = await secondHeldUp(exchange);
    const restrict = valueFor(second, `${NEED}/need.services`, [], "restrict");
    expect((await correctUnchecked(exchange, first, restrict)).verdict).toBe("accept");
    const at = "2026-11-24T09:02:00Z";
    await inside(c.store).events.add({
      kind: "eraseOnArrival",
      at,
      ref: `${NGO_C} ${second.digest}`,
    });
    await post(exchange, sealed);
    expect((await inside(c.store).inbox.find(NGO_B, second.id))?.content).toBeDefined();
  });

  it("is certified in answer to the correction that wants it erased, not one that erases another", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const first = await refer(exchange);
    const { second, sealed } = await secondHeldUp(exchange);
    const path = `${NEED}/need.services`;
    const [restrict] = Object.values(valueFor(second, path, [], "restrict"));
    const [erase] = Object.values(valueFor({ digest: ELSEWHERE }, path, [], "erase"));
    if (!restrict || !erase) throw new TypeError("a correction has a group");
    const both = { [randomId()]: restrict, [randomId()]: erase };
    expect(await correctUnchecked(exchange, first, both)).toMatchObject({ verdict: "accept" });
    const asking = await correctUnchecked(exchange, second, valueFor(second, path, [], "erase"));
    await post(exchange, sealed);
    await expectErased(exchange, second);
    const { replies, outbox } = inside(c.store);
    const waiting = await replies.due(Date.parse(NOW), 9);
    expect(waiting.map(({ inReplyTo }) => inReplyTo)).toEqual([asking.id]);
    // Signed, and not taken yet.
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    await c.gateway.sender.deliverDue();
    expect(await countReplies(c.store)).toBe(0);
    const due = await outbox.due(Number.MAX_SAFE_INTEGER, 9);
    const queued = await Promise.all(due.map(({ id }) => outbox.find(id)));
    expect(queued.map((row) => messageOf(row).private["private.inReplyTo"])).toEqual([asking.id]);
  });
});

describe("a reply that copies what was withdrawn", () => {
  it("is erased at whoever withdrew where it arrives after its author has erased it", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await refer(exchange);
    const copy = await queueCopy(exchange, sent);
    const sealed = await heldUp(exchange, "c");
    await withdraw(exchange, sent);
    await settle();
    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeUndefined();
    const headers = { "content-type": "application/jose" };
    await b.gateway.fetch(
      new Request("http://b.test/inbox", { method: "POST", headers, body: sealed }),
    );
    const { state, content } = (await inside(b.store).inbox.find(NGO_C, copy.id)) ?? {};
    expect([state, content]).toEqual(["accepted", undefined]);
  });

  it("is erased where it arrives after the withdrawal, and before the certificate", async () => {
    const exchange = createExchange();
    const { b, c, settle, setTime } = exchange;
    const { json: sent } = await b.call("POST", "/v1/messages", {
      draft: requestS011(),
      mode: "asIs",
    });
    // The recipient has it, and the sender has heard nothing.
    await post(exchange, await heldUp(exchange));
    const copy = await queueCopy(exchange, sent);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeUndefined();
    await c.gateway.sender.deliverDue();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeDefined();
    setTime("2026-11-24T09:10:00Z");
    await settle();
    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeUndefined();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeUndefined();

    const { json } = await b.show(sent.digest);
    expect(json).toMatchObject({ erasedAt: NOW, copies: { erased: [copy.digest] } });
    expect(await inside(b.store).inbox.findByDigest(json.certificate)).toBeDefined();
    const erased = (await eventsOf(b.store, "erased")).map(({ ref }) => ref);
    expect(erased.toSorted()).toEqual([sent.digest, copy.digest].toSorted());
    // Nothing is expected that is here already, or was sent from here.
    expect(await eventsOf(b.store, "eraseOnArrival")).toEqual([]);
  });
});

/** Digest of a message that nobody has. */
const ELSEWHERE = "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I";

/** A message that claims a threat to life, still on its way when NGO-B has withdrawn it. */
async function withdrawnEmergency(exchange: TestExchange) {
  const first = await refer(exchange);
  const urgency = { level: "emergency", ground: "threatToLife" };
  const second = await queueAnother(exchange, first, { "private.urgency": urgency });
  const sealed = await heldUp(exchange);
  await withdraw(exchange, first);
  await exchange.settle();
  return { sealed, second };
}

/** Submits another referral, whose octets stay on the way. */
async function secondHeldUp(exchange: TestExchange): Promise<{ second: Sent; sealed: string }> {
  const draft = { draft: requestS011(), mode: "asIs" };
  const { json: second } = await exchange.b.call("POST", "/v1/messages", draft);
  return { second, sealed: await heldUp(exchange) };
}

async function expectErased({ c }: TestExchange, { id, digest }: Sent): Promise<void> {
  const { state, content, erasedAt } = (await inside(c.store).inbox.find(NGO_B, id)) ?? {};
  expect([state, content, erasedAt]).toEqual(["accepted", undefined, "2026-11-24T09:02:00Z"]);
  expect(await inside(c.store).events.has("erased", digest)).toBe(true);
}
