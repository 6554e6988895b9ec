import { randomId } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { OFFICER, referral, withdraw } from "./erasing.ts";
import { NGO_B } from "./federation.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

describe("a withdrawn consent", () => {
  it("covers every message of the exchange on this consent, also what is not sent yet", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const { private: hidden } = messageOf(await inside(b.store).outbox.find(sent.id));
    const [ref] = hidden["private.consentRefs"];
    const draft = {
      ...requestS011(),
      private: { "private.exchangeId": hidden["private.exchangeId"] },
      consents: requestS011().consents?.map((consent) => ({ ...consent, ref })),
    };
    const [second, third] = [
      await b.call("POST", "/v1/messages", { draft, mode: "asIs" }),
      await b.call("POST", "/v1/messages", { draft, mode: "asIs" }),
    ];
    exchange.intercept(async (request) =>
      request.method === "POST" &&
      (await inside(b.store).outbox.find(third.json.id))?.state === "sending"
        ? Promise.reject(new TypeError("reset"))
        : undefined,
    );
    await settle();
    exchange.intercept(() => undefined);
    const fourth = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([second.status, third.status, fourth.status]).toEqual([201, 201, 201]);
    await withdraw(exchange, sent.id);
    exchange.setTime("2026-11-24T09:03:00Z");
    await settle();
    for (const { id } of [sent, second.json, third.json, fourth.json]) {
      expect((await inside(b.store).outbox.find(id))?.content).toBeUndefined();
      expect((await inside(c.store).inbox.find(NGO_B, id))?.content).toBeUndefined();
    }
    expect(await inside(b.store).outbox.find(fourth.json.id)).toMatchObject({
      state: "unsent",
      attempts: 0,
    });
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });

  it.each([
    ["another consent", { consentRef: "AAAAAAAAAAAAAAAAAAAAAA" }, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"],
    ["an unknown message", { digest: "0".repeat(43) }, "GATEWAY_MESSAGE_UNKNOWN"],
  ])("is not sent for %s", async (_, change, code) => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    const { json } = await withdraw(exchange, sent.id, change);
    expect(json.code).toBe(code);
  });

  it("by its reference stops all that was not posted yet, once under a key, and names what it stopped", async () => {
    const { b } = createExchange();
    const ref = randomId();
    const [consent] = requestS011().consents ?? [];
    const draft = { ...requestS011(), consents: [{ ...consent, ref }] };
    const digests: string[] = [];
    for (const _ of [1, 2]) {
      const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
      digests.push(json.digest);
    }
    const key = { "idempotency-key": "case-17-withdrawal" };
    const ask = (more: object = {}) =>
      b.call("POST", "/v1/withdrawals", { consentRef: ref, officer: OFFICER, ...more }, key);
    const first = await ask();
    expect([first.status, first.json]).toMatchObject([201, { state: "unsent", unsent: true }]);
    expect([first.json.digest, ...first.json.further].sort()).toEqual(digests.sort());
    for (const digest of digests) expect((await b.show(digest)).json.state).toBe("unsent");
    const again = await ask();
    expect([again.status, again.json]).toEqual([201, first.json]);
    // PostgreSQL takes no long one.
    const notes = await inside(b.store).events.after("withdrawnUnsent", 0, 9);
    expect(notes.map(({ ref = "" }) => ref.split(" ").at(-1)).sort()).toEqual(digests);
    expect(notes.map(({ ref = "" }) => ref.split(" ").length)).toEqual([3, 3]);
    const other = await ask({ digest: digests[0] });
    expect(other.json.code).toBe("GATEWAY_IDEMPOTENCY_KEY_REUSED");
  });

  it("stops a message that was not posted yet: erases it, and tells nobody", async () => {
    const exchange = createExchange();
    const { json } = await exchange.b.call("POST", "/v1/messages", {
      draft: requestS011(),
      mode: "asIs",
    });
    const row = await inside(exchange.b.store).outbox.find(json.id);
    const [consentRef] = messageOf(row).private["private.consentRefs"];
    const change = { consentRef, digest: json.digest, officer: OFFICER };
    const first = await exchange.b.call("POST", "/v1/withdrawals", change);
    expect(first).toMatchObject({ status: 201, json: { digest: json.digest, unsent: true } });
    expect((await inside(exchange.b.store).outbox.find(json.id))?.content).toBeUndefined();
    const again = await exchange.b.call("POST", "/v1/withdrawals", change);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("unsent");
    await exchange.settle();
    expect((await inside(exchange.b.store).outbox.counts()).expired).toBe(0);
    const told = exchange.b.log.filter(({ ref }) => ref === json.digest).map(({ event }) => event);
    expect(told).toEqual(["queued", "unsent"]);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({ inbox: 0 });
  });
});
