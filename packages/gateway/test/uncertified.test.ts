import { createFixedClock } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { NEED, refer, type Sent } from "./correcting.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { messageOf, multiply, withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, NOW, requestS011, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const LATE = "2026-12-01T09:02:00Z";

describe("a certificate that does not come", () => {
  it("is overdue after a week: its sender erases its own copy, and a person is told", async () => {
    const exchange = createExchange();
    const { b, settle, setTime } = exchange;
    const { lost } = await withdrawnAfterRestore(exchange);
    const counts = async () => (await b.call("GET", "/v1/health")).json.certificates;
    expect(await counts()).toEqual({ open: 1, overdue: 0 });

    setTime("2026-12-01T09:01:59Z");
    await b.gateway.maintain();
    expect((await inside(b.store).outbox.findByDigest(lost))?.content).toBeDefined();
    expect(await eventsOf(b.store, "certificateOverdue")).toEqual([]);

    setTime(LATE);
    await b.gateway.maintain();
    expect((await inside(b.store).outbox.findByDigest(lost))?.content).toBeUndefined();
    expect(await eventsOf(b.store, "certificateOverdue")).toMatchObject([{ ref: lost, at: LATE }]);
    const told = { event: "certificateOverdue", ref: lost, peer: NGO_C };
    expect(b.log.filter(({ event }) => event === "certificateOverdue")).toEqual([told]);
    expect(await counts()).toEqual({ open: 1, overdue: 1 });

    expect((await b.show(lost)).json).toMatchObject({ erasureUnheard: true });
    // What is erased here can be withdrawn once more, as where its recipient has found it.
    const again = await b.call("POST", "/v1/withdrawals", { digest: lost, officer: OFFICER });
    expect([again.status, again.json.findings]).toEqual([201, []]);

    // Told once, however long it lasts, and over on its day of erasure at the latest.
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toHaveLength(1);
    setTime("2027-06-01T09:02:00Z");
    await settle();
    expect(await counts()).toEqual({ open: 0, overdue: 0 });
  });

  it("is owed no more once the day of its message is over, where the rules refuse it", async () => {
    const exchange = createExchange();
    const { b, c, editRegistry, setTime, settle } = exchange;
    const sent = await refer(exchange);
    await withdraw(exchange, sent);
    await b.gateway.sender.deliverDue();
    // Nothing can be written to its sender for as long as the message would have been held.
    editRegistry(({ agencies }) => {
      const at = agencies.findIndex(({ entity }) => entity === NGO_B);
      (agencies as object[]).splice(at, 1);
    });
    await c.gateway.sender.deliverDue();
    expect(await countReplies(c.store)).toBe(1);
    editRegistry(() => {});
    setTime("2027-06-01T09:02:00Z");
    await c.gateway.maintain();
    await settle();
    expect(await countReplies(c.store)).toBe(0);
    expect(await eventsOf(c.store, "certificateGivenUp")).toMatchObject([{ ref: sent.digest }]);
  });

  it("is taken all the same where it comes later", async () => {
    const exchange = createExchange();
    const { b, c, setTime, settle } = exchange;
    const sent = await refer(exchange);
    await withdraw(exchange, sent);
    const away = () => Promise.reject(new TypeError("away"));
    // The correction arrives late, and the certificate does not come in time.
    exchange.intercept(away);
    setTime("2026-11-30T09:02:00Z");
    await b.gateway.sender.deliverDue();
    exchange.intercept(({ url }) =>
      url.startsWith("http://127.0.0.1:9000/") ? away() : undefined,
    );
    setTime("2026-12-01T09:01:00Z");
    await b.gateway.sender.deliverDue();
    await c.gateway.sender.deliverDue();
    setTime("2026-12-02T09:02:00Z");
    await b.gateway.maintain();
    const before = await b.show(sent.digest);
    expect(before.json.erasedAt).toBe("2026-12-02T09:02:00Z");
    expect(before.json).not.toHaveProperty("certificate");

    exchange.intercept(() => undefined);
    await settle();
    const { json } = await b.show(sent.digest);
    expect(json.erasedAt).toBe("2026-12-02T09:02:00Z");
    expect(await inside(b.store).inbox.findByDigest(json.certificate)).toBeDefined();
  });

  it("is sent where the recipient has erased the message before by itself", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await refer(exchange);
    const review = { outcome: "erase", officer: OFFICER };
    await c.call("POST", `/v1/messages/${sent.digest}/review`, review);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    const { json } = await b.show(sent.digest);
    const certificate = await inside(b.store).inbox.findByDigest(json.certificate);
    const leaves = Object.values(messageOf(certificate).body).flatMap((group) => group.leaves);
    expect(leaves).toContainEqual({ f: "erasure.messageDigest", v: sent.digest });
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeUndefined();
  });

  it("is not waited for where the recipient has rejected the message, and holds none", async () => {
    const exchange = createExchange();
    const { b, federation, settle, setTime } = exchange;
    const { json: sent } = await b.call("POST", "/v1/messages", {
      ...{ draft: requestS011(), mode: "asIs" },
    });
    const row = await inside(b.store).outbox.findByDigest(sent.digest);
    if (row === undefined) throw new TypeError("nothing was queued");
    const receipt = issueDecidedReceipt(
      row,
      { verdict: "reject", tier: "state", findings: [], decidedBy: "rules" },
      {
        ...{ self: NGO_C, to: NGO_B, signer: federation.signers["NGO-C"] },
        clock: createFixedClock(NOW),
      },
    );
    exchange.intercept(async ({ url }) =>
      url.endsWith("/inbox") ? Response.json({ receipts: [receipt] }) : undefined,
    );
    await b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect((await b.show(sent.digest)).json.state).toBe("decided");
    expect((await withdraw(exchange, sent)).status).toBe(201);
    expect((await inside(b.store).outbox.findByDigest(sent.digest))?.content).toBeUndefined();
    await settle();
    const { certificates } = (await b.call("GET", "/v1/health")).json;
    expect(certificates).toEqual({ open: 0, overdue: 0 });
    setTime(LATE);
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toEqual([]);
    expect((await b.show(sent.digest)).json).toMatchObject({ erasureRequested: true });
  });

  it("is waited for where the recipient has signed that it stored what it rejects", async () => {
    const exchange = createExchange();
    const { b, settle, setTime, federation } = exchange;
    const draft = { draft: requestS011(), mode: "asIs" };
    const { json: sent } = await b.call("POST", "/v1/messages", draft);
    const row = await inside(b.store).outbox.findByDigest(sent.digest);
    if (row === undefined) throw new TypeError("not queued");
    const signer = federation.signers["NGO-C"];
    const options = { self: NGO_C, to: NGO_B, signer, clock: createFixedClock(NOW) };
    const decision = { tier: "state", findings: [], decidedBy: "person" } as const;
    const receipts = [
      issueDeliveredReceipt(row, options),
      issueDecidedReceipt(row, { verdict: "reject", ...decision }, options),
    ];
    exchange.intercept(async ({ method }) =>
      method === "POST" ? Response.json({ receipts }) : undefined,
    );
    await b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    setTime(LATE);
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toMatchObject([{ ref: sent.digest }]);
  });

  it("is not sent more than once a day, however often its sender asks", async () => {
    const exchange = createExchange();
    const { c, settle } = exchange;
    const sent = await refer(exchange);
    const { private: hidden } = messageOf(await inside(exchange.b.store).outbox.find(sent.id));
    const [consentRef = ""] = hidden["private.consentRefs"];
    const review = { outcome: "erase", officer: OFFICER };
    await c.call("POST", `/v1/messages/${sent.digest}/review`, review);
    for (const _ of [1, 2]) expect((await ask(exchange, sent, consentRef)).status).toBe(201);
    await exchange.b.gateway.sender.deliverDue();
    expect(await eventsOf(c.store, "certifiedAgain")).toHaveLength(1);
    await settle();
    expect(await inside(c.store).outbox.counts()).toMatchObject({ decided: 1 });
  });
});

describe("an officer who has only the recipient erase a message", () => {
  const erased = async (exchange: TestExchange, sent: Sent) => {
    const changes = [{ path: `${NEED}/need.services` }];
    const body = { action: "erase", reason: "unlawful", changes, officer: OFFICER };
    return exchange.b.call("POST", `/v1/messages/${sent.digest}/corrections`, body);
  };
  const counts = async ({ b }: TestExchange) =>
    (await b.call("GET", "/v1/health")).json.certificates;

  it("gets its certificate, and keeps the own copy", async () => {
    const exchange = createExchange();
    const { b, c, settle, setTime } = exchange;
    const sent = await refer(exchange);
    expect((await erased(exchange, sent)).status).toBe(201);
    expect(await counts(exchange)).toEqual({ open: 1, overdue: 0 });
    await settle();
    expect((await inside(c.store).inbox.findByDigest(sent.digest))?.content).toBeUndefined();
    const { json } = await b.show(sent.digest);
    expect(await inside(b.store).inbox.findByDigest(json.certificate)).toBeDefined();
    expect(json).not.toHaveProperty("erasedAt");
    expect(json.erasureRequested).toBe(false);
    expect(await counts(exchange)).toEqual({ open: 0, overdue: 0 });
    setTime(LATE);
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toEqual([]);
    // The consent can still be withdrawn, and then nothing stays.
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeUndefined();
  });

  it("is told after a week without one, keeps the own copy, and can ask again", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await refer(exchange);
    expect((await erased(exchange, sent)).status).toBe(201);
    exchange.intercept(({ url }) =>
      url.startsWith("http://127.0.0.1:9000/") ? Promise.reject(new TypeError("away")) : undefined,
    );
    for (const { gateway } of [b, c]) await gateway.sender.deliverDue();
    setTime(LATE);
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toMatchObject([{ ref: sent.digest }]);
    expect(await counts(exchange)).toEqual({ open: 1, overdue: 1 });
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeDefined();
    const again = await erased(exchange, sent);
    expect([again.status, again.json.findings]).toEqual([201, []]);
  });
});

const ask = ({ b }: TestExchange, { digest }: Sent, consentRef: string) =>
  b.call("POST", "/v1/withdrawals", { digest, consentRef, officer: OFFICER });

/** NGO-B has withdrawn two messages, of which NGO-C has lost one, as by bringing back an older copy of its database. */
async function withdrawnAfterRestore(exchange: TestExchange): Promise<{ lost: string }> {
  const first = await refer(exchange);
  const [lost = ""] = await multiply(exchange, first, 1, { hasLost: true });
  expect((await withdraw(exchange, first)).status).toBe(201);
  await exchange.settle();
  const row = await inside(exchange.b.store).outbox.findByDigest(lost);
  expect([row?.state, row?.certificate, row?.content !== undefined]).toEqual([
    "decided",
    undefined,
    true,
  ]);
  return { lost };
}
