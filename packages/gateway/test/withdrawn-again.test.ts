import { issueDecidedReceipt } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { refer, type Sent } from "./correcting.ts";
import { eventsOf, inside } from "./inside.ts";
import { messageOf, queueAnother, refuseAll, withdraw } from "./withdrawing.ts";
import {
  createExchange,
  type LocalAnswer,
  NGO_B,
  NGO_C,
  NOW,
  requestS011,
  type TestExchange,
} from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };

describe("a message that its sender has erased by itself", () => {
  it.each(["digest", "consentRef", "both"] as const)(
    "is withdrawn by its %s, and erased and certified by its recipient",
    async (by) => {
      const exchange = createExchange();
      const { b, c, settle } = exchange;
      const sent = await refer(exchange);
      const consentRef = await consentOf(exchange, sent);
      await eraseHere(exchange, sent);
      expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeDefined();

      const named = {
        ...(by !== "consentRef" && { digest: sent.digest }),
        ...(by !== "digest" && { consentRef }),
      };
      const { status, json } = await ask(exchange, named);
      expect([status, json.findings]).toEqual([201, []]);
      await settle();
      expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeUndefined();
      const { json: shown } = await b.show(sent.digest);
      expect(shown.erasureRequested).toBe(true);
      expect(await inside(b.store).inbox.findByDigest(shown.certificate)).toBeDefined();
      // Nothing is left to withdraw, and nothing that it is found by.
      expect(await inside(b.store).recalls.of(sent.digest)).toEqual([]);
      const again = await ask(exchange, named);
      expect([again.status, again.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
    },
  );

  it("is named beside the others of its exchange on that consent", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    await settle();
    await eraseHere(exchange, first);
    expect((await withdraw(exchange, second)).status).toBe(201);
    await settle();
    for (const { id, digest } of [first, second]) {
      expect((await inside(c.store).inbox.find(NGO_B, id))?.content).toBeUndefined();
      expect((await b.show(digest)).json.certificate).toBeDefined();
    }
  });

  it("cannot be withdrawn by another consent, nor after its day of erasure", async () => {
    const exchange = createExchange();
    const { b, setTime } = exchange;
    const sent = await refer(exchange);
    await eraseHere(exchange, sent);
    const other = await ask(exchange, { digest: sent.digest, consentRef: "A".repeat(22) });
    expect([other.status, other.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
    const { eraseBy } = (await b.show(sent.digest)).json;
    setTime(`${eraseBy}T23:59:00Z`);
    await b.gateway.maintain();
    expect(await inside(b.store).recalls.of(sent.digest)).toHaveLength(1);
    setTime(new Date(Date.parse(`${eraseBy}T00:00:00Z`) + 86_400_000).toISOString());
    await b.gateway.maintain();
    expect(await inside(b.store).recalls.of(sent.digest)).toEqual([]);
    const { json } = await ask(exchange, { digest: sent.digest });
    expect(json.code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
  });
});

describe("a message that was withdrawn before it was sent", () => {
  it("names what was sent on the same consent since, where the consent is named beside it", async () => {
    const exchange = createExchange();
    const { b, c, setTime, settle } = exchange;
    const first = (await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" }))
      .json;
    const [ref] = first.consents;
    const both = { digest: first.digest, consentRef: ref };
    expect(await ask(exchange, both)).toMatchObject({ status: 201, json: { unsent: true } });
    // The person consents again, and thinks better of it.
    setTime("2026-11-24T09:03:00Z");
    const consents = requestS011().consents?.map((consent) => ({ ...consent, ref }));
    const draft = { ...requestS011(), consents };
    const second = (await b.call("POST", "/v1/messages", { draft, mode: "asIs" })).json;
    await settle();
    expect(await ask(exchange, { digest: first.digest })).toMatchObject({ json: { unsent: true } });
    expect((await inside(c.store).inbox.find(NGO_B, second.id))?.content).toBeDefined();
    const { status, json } = await ask(exchange, both);
    expect([status, json.unsent]).toEqual([201, undefined]);
    await settle();
    expect((await inside(c.store).inbox.find(NGO_B, second.id))?.content).toBeUndefined();
    expect((await b.show(second.digest)).json.certificate).toBeDefined();
    // Nothing is left on it.
    expect(await ask(exchange, both)).toMatchObject({ status: 201, json: { unsent: true } });
  });
});

describe("a withdrawal that its recipient does not learn of", () => {
  it("raises an alarm at its deadline, advises to send nothing again, and is made again", async () => {
    const exchange = createExchange();
    const { b, c, intercept, setTime, settle } = exchange;
    // A proxy says that it cannot reach the gateway.
    intercept(async ({ url }) =>
      url.endsWith("/inbox") ? new Response(null, { status: 503 }) : undefined,
    );
    const sent = await refer(exchange);
    const consentRef = await consentOf(exchange, sent);
    const { json: first } = await withdraw(exchange, sent);
    await b.gateway.sender.deliverDue();
    setTime("2026-12-08T09:03:00Z");
    await b.gateway.sender.deliverDue();

    const expired = b.log.filter(({ event }) => event === "expired");
    expect(expired).toEqual(
      expect.arrayContaining([
        { event: "expired", ref: sent.digest, peer: NGO_C, code: "erased" },
        { event: "expired", ref: first.digest, peer: NGO_C, code: "erasing" },
      ]),
    );
    expect(await eventsOf(b.store, "erasureUntold")).toMatchObject([{ ref: first.digest }]);
    const alarm = { event: "erasureUntold", ref: first.digest, peer: NGO_C };
    expect(b.log).toContainEqual(expect.objectContaining(alarm));

    expect((await b.show(sent.digest)).json).toMatchObject({ erasureUnheard: true });

    intercept(() => undefined);
    const { status, json: second } = await ask(exchange, { digest: sent.digest, consentRef });
    expect([status, second.findings]).toEqual([201, []]);
    expect(second.digest).not.toBe(first.digest);
    await settle();
    expect((await inside(c.store).inbox.findByDigest(second.digest))?.state).toBe("accepted");
    expect((await b.show(sent.digest)).json).toMatchObject({ erasureUnheard: false });
  });

  it("raises an alarm where its recipient refuses it, and is made again", async () => {
    const exchange = createExchange();
    const { b, c, intercept, settle } = exchange;
    const sent = await refer(exchange);
    refuseAll(exchange, "MESSAGE_LAYOUT_WRONG");
    const { json: first } = await withdraw(exchange, sent);
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "erasureUntold")).toMatchObject([
      { ref: first.digest, code: "MESSAGE_LAYOUT_WRONG" },
    ]);
    intercept(() => undefined);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await settle();
    expect((await inside(c.store).inbox.find(NGO_B, sent.id))?.content).toBeUndefined();
    expect((await b.show(sent.digest)).json.certificate).toBeDefined();
  });

  it.each(["at once", "later"])(
    "raises an alarm where its recipient rejects it %s",
    async (when) => {
      const exchange = createExchange();
      const { b, intercept, federation } = exchange;
      const sent = await refer(exchange);
      const { json } = await withdraw(exchange, sent);
      const row = await inside(b.store).outbox.findByDigest(json.digest);
      if (row === undefined) throw new TypeError("nothing was queued");
      const clock = { now: () => new Date(NOW) };
      const receipt = issueDecidedReceipt(
        row,
        { verdict: "reject", tier: "state", findings: [], decidedBy: "rules" },
        { self: NGO_C, to: NGO_B, signer: federation.signers["NGO-C"], clock },
      );
      if (when === "at once") {
        intercept(async ({ url }) =>
          url.endsWith("/inbox") ? Response.json({ receipts: [receipt] }) : undefined,
        );
        await b.gateway.sender.deliverDue();
      } else {
        const headers = { "content-type": "application/jwt" };
        const request = { method: "POST", headers, body: receipt };
        await b.gateway.fetch(new Request("http://b.test/receipts", request));
      }
      const alarm = { ref: json.digest, code: "reject" };
      expect(await eventsOf(b.store, "erasureUntold")).toMatchObject([alarm]);
      const { eraseBy, ...shown } = (await b.show(sent.digest)).json;
      expect(shown).toMatchObject({ erasureUnheard: true });
      // Its recipient erases it by itself then, and no withdrawal is taken any more.
      exchange.setTime(new Date(Date.parse(`${eraseBy}T00:00:00Z`) + 86_400_000).toISOString());
      expect((await b.show(sent.digest)).json).toMatchObject({ erasureUnheard: false });
    },
  );

  it("raises none where another one has reached its recipient meanwhile", async () => {
    const exchange = createExchange();
    const { b, intercept, setTime, settle } = exchange;
    const sent = await refer(exchange);
    const { json: first } = await withdraw(exchange, sent);
    const { json: second } = await withdraw(exchange, sent);
    // The first is held up for good.
    const stuck = await inside(b.store).outbox.findByDigest(first.digest);
    const later = { nextAttempt: Date.parse("2026-12-08T09:02:00Z"), pausedAt: 0 };
    await inside(b.store).outbox.change(stuck?.id ?? "", { state: "queued", ...later });
    await settle();
    expect((await b.show(second.digest)).json.state).toBe("decided");
    expect((await b.show(sent.digest)).json.certificate).toBeDefined();
    intercept(() => Promise.reject(new TypeError("connection refused")));
    setTime("2026-12-08T09:03:00Z");
    await b.gateway.sender.deliverDue();
    expect((await b.show(first.digest)).json.state).toBe("expired");
    expect(await eventsOf(b.store, "erasureUntold")).toEqual([]);
  });

  it("raises none for another message that is not delivered", async () => {
    const exchange = createExchange();
    const { b, intercept, setTime } = exchange;
    intercept(() => Promise.reject(new TypeError("connection refused")));
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    setTime("2026-12-08T09:03:00Z");
    await b.gateway.sender.deliverDue();
    const end = { event: "expired", ref: json.digest, peer: NGO_C };
    expect(b.log).toContainEqual(end);
    expect(await eventsOf(b.store, "erasureUntold")).toEqual([]);
  });
});

const ask = ({ b }: TestExchange, named: object): Promise<LocalAnswer> =>
  b.call("POST", "/v1/withdrawals", { ...named, officer: OFFICER });

async function consentOf({ b }: TestExchange, { id }: Sent): Promise<string> {
  const { private: hidden } = messageOf(await inside(b.store).outbox.find(id));
  return hidden["private.consentRefs"][0] ?? "";
}

/** As `safepassage gateway erase` does. */
async function eraseHere({ b }: TestExchange, { id, digest }: Sent): Promise<void> {
  const review = { outcome: "erase", officer: OFFICER };
  expect((await b.call("POST", `/v1/messages/${digest}/review`, review)).status).toBe(200);
  expect((await inside(b.store).outbox.find(id))?.content).toBeUndefined();
}
