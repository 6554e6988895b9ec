import type { DraftRequest } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { inside } from "./inside.ts";
import { AT, referral, tell } from "./recalling.ts";
import { createWarningExchange, POLICE, warning } from "./warning-world.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

describe("what the sender of a message takes back", () => {
  it("is erased where a recall names it, and certified", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: sent.digest },
      { f: "recall.reason", v: "wrongRecipient" },
    ]);
    expect((await exchange.c.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    // The sender's own copy is held on its own ground.
    const own = await inside(exchange.b.store).outbox.find(sent.id);
    expect([own?.certificate === undefined, own?.content === undefined]).toEqual([false, false]);
    const changes = (await inside(exchange.b.store).changes.after(0, 99)).slice(-2);
    // Its sender learns of it by the message, and not only by asking.
    expect(changes).toMatchObject([{ kind: "received" }, { kind: "certified", ref: sent.digest }]);
  });

  it("is held by its sender no more either where a recall says that its only consent is withdrawn", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: sent.digest },
      { f: "recall.reason", v: "consentWithdrawn" },
    ]);
    for (const side of [exchange.b, exchange.c]) {
      expect((await side.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    }
    expect((await exchange.b.show(sent.digest)).json.certificate).toBeDefined();
  });

  it("is held by its sender no more either where a correction says so, and not sent if it waits", async () => {
    const exchange = createExchange();
    const { b, settle } = exchange;
    const sent = await referral(exchange);
    const waiting = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    for (const { digest } of [sent, waiting.json]) {
      const { status } = await b.call("POST", `/v1/messages/${digest}/corrections`, {
        ...{ action: "erase", reason: "consentWithdrawn" },
        officer: { id: "staff-0042", assurance: 2 },
        changes: [{ path: "3MPijAok6nljw6GPbgObyA/need.services" }],
      });
      expect(status).toBe(201);
    }
    await settle();
    await settle();
    expect((await b.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(waiting.json.digest)).json.state).toBe("unsent");
  });

  it("is not, where the recall names a message of the other agency", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    const { b, c } = exchange;
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM" },
      { f: "recall.reason", v: "wrongRecipient" },
    ]);
    expect((await c.show(sent.digest)).json).not.toHaveProperty("erasedAt");
    expect((await b.show(sent.digest)).json).not.toHaveProperty("certificate");
  });

  it("is refused at the agency that received it, whichever way that asks: nobody would carry it out", async () => {
    const exchange = createExchange();
    const { digest } = await referral(exchange);
    const leaves = [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongPerson" },
    ];
    const draft = {
      ...{ inReplyTo: digest, messageType: "recall", legalBases: ["GDPR#17"] },
      ...{ officer: { id: "staff-0007", assurance: 2 }, sources: [] },
      body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
    };
    const requests = { preview: draft, messages: { draft, mode: "asIs" }, drafts: { draft } };
    for (const [path, body] of Object.entries(requests)) {
      const { status, json } = await exchange.c.call("POST", `/v1/${path}`, body);
      expect([status, json.code]).toEqual([409, "GATEWAY_MESSAGE_RECEIVED"]);
    }
  });
});

// A certificate of this purpose too states the conditions that the purpose demands.
it.each([
  ["accepted", {}],
  ["quarantined", { "private.necessity": [] }],
])(
  "a mistaken warning that is %s is taken back by a recall, and certified",
  async (state, less) => {
    const { b, c, settle, setTime } = createWarningExchange();
    const request = withPrivate(warning(), less);
    const sent = await b.call("POST", "/v1/messages", { draft: request, mode: "asIs" });
    await settle();
    const { id, digest } = sent.json;
    expect((await c.show(digest)).json.state).toBe(state);
    const { "private.exchangeId": exchangeId } = messageOf(
      await inside(b.store).outbox.find(id),
    ).private;
    const leaves = [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongPerson" },
    ];
    const draft = {
      ...{ recipient: POLICE, purpose: "IMMEDIATE_DANGER", messageType: "recall" },
      ...{ legalBases: ["GDPR#17"], agreement: "AGR-DANGER", sources: [] },
      officer: { id: "staff-0042", assurance: 2 },
      body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
      private: { "private.inReplyTo": id, "private.exchangeId": exchangeId },
    };
    const told = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([told.status, told.json.findings]).toEqual([201, []]);
    await settle();
    await settle();
    expect((await c.show(digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(digest)).json.certificate).toBeDefined();
    // Nobody waits for an answer to what was taken back.
    expect((await b.call("GET", "/v1/requests")).json.entries).toEqual([]);
    setTime("2026-11-24T10:02:01Z");
    for (const { gateway } of [b, c]) await gateway.maintain();
    const unanswered = [...b.log, ...c.log].filter(({ event }) => event === "warningUnanswered");
    expect(unanswered).toEqual([]);
  },
);

const withPrivate = (request: DraftRequest, more: object) => ({
  ...request,
  private: { ...request.private, ...more },
});
