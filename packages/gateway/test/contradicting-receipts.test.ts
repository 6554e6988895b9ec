import type { OutboxRow } from "@safepassage/agency";
import { sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { NGO_B, NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NOW, requestS011, type TestExchange } from "./world.ts";

const CONTRADICT = "GATEWAY_RECEIPTS_CONTRADICT";

describe("an answer with two receipts of one kind", () => {
  it("counts for nothing where they contradict each other, until one comes that is sound", async () => {
    const exchange = await sent();
    answerWith(exchange, ({ decided }) => ({ receipts: [decided("reject"), decided("accept")] }));
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange)).toMatchObject({
      state: "sending",
      lastError: CONTRADICT,
      receipts: [],
    });
    expect(await noted(exchange)).toBe(1);

    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    expect(await row(exchange)).toMatchObject({ state: "decided", lastError: undefined });
  });

  it.each(["delivered", "decided"] as const)(
    "(%s) leaves one, where both say the same",
    async (kind) => {
      const exchange = await sent();
      answerWith(exchange, (give) => ({ receipts: [give[kind]("accept"), give[kind]("accept")] }));
      await exchange.b.gateway.sender.deliverDue();
      expect(await row(exchange)).toMatchObject({ state: kind });
      expect((await row(exchange)).receipts).toHaveLength(1);
      expect(await noted(exchange)).toBe(0);
    },
  );
});

describe("a receipt that comes later", () => {
  it("is refused where it contradicts the first, which stays", async () => {
    const exchange = await sent();
    answerWith(exchange, ({ delivered }) => ({ receipts: [delivered()] }));
    await exchange.b.gateway.sender.deliverDue();
    const { decided } = await receiptsOf(exchange);
    const first = decided("reject");
    expect(await post(exchange, first)).toEqual({ status: 204 });
    for (const _ of [1, 2]) {
      expect(await post(exchange, decided("accept"))).toEqual({ status: 409, code: CONTRADICT });
    }
    expect(await post(exchange, first)).toEqual({ status: 204 });
    expect(await post(exchange, decided("reject"))).toEqual({ status: 204 });
    const { state, receipts } = await row(exchange);
    expect([state, receipts.length, receipts[1]]).toEqual(["decided", 2, first]);
    expect(await noted(exchange)).toBe(1);
  });

  it("after a refusal is kept beside it, and the contradiction is noted", async () => {
    const exchange = await sent();
    answerWith(exchange, ({ refused }) => ({ receipt: refused() }));
    await exchange.b.gateway.sender.deliverDue();
    const [refusal] = (await row(exchange)).receipts;
    const decided = (await receiptsOf(exchange)).decided("accept");
    expect(await post(exchange, decided)).toEqual({ status: 204 });
    expect(await row(exchange)).toMatchObject({ state: "decided", receipts: [refusal, decided] });
    expect(await noted(exchange)).toBe(1);
  });
});

describe("a receipt *delivered* that comes by itself", () => {
  it("counts as in an answer, where every answer was lost", async () => {
    const exchange = await sent();
    exchange.intercept(() => Promise.reject(new TypeError("reset")));
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime("2026-12-24T09:10:00Z");
    await exchange.b.gateway.sender.deliverDue();
    expect((await row(exchange)).state).toBe("expired");
    const { delivered, decided } = await receiptsOf(exchange);
    const first = delivered();
    expect(await post(exchange, first)).toEqual({ status: 204 });
    expect(await post(exchange, delivered())).toEqual({ status: 204 });
    const arrived = await row(exchange);
    expect([arrived.state, arrived.receipts, arrived.sealed, arrived.lastError]).toEqual([
      "delivered",
      [first],
      undefined,
      undefined,
    ]);
    const verdict = decided("accept");
    expect(await post(exchange, verdict)).toEqual({ status: 204 });
    expect(await post(exchange, delivered())).toEqual({ status: 204 });
    const { state, receipts } = await row(exchange);
    expect([state, receipts]).toEqual(["decided", [first, verdict]]);
    expect(await noted(exchange)).toBe(0);
  });

  it("ends the attempts, and stays where the answer to one brings a refusal", async () => {
    const exchange = await sent();
    answerWith(exchange, async ({ delivered, refused }) => {
      expect(await post(exchange, delivered())).toEqual({ status: 204 });
      return { receipt: refused("MESSAGE_EXPIRED") };
    });
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange)).toMatchObject({ state: "delivered", sealed: undefined });
    expect(await noted(exchange)).toBe(1);
  });

  it("is kept beside a refusal, which it contradicts", async () => {
    const exchange = await sent();
    answerWith(exchange, ({ refused }) => ({ receipt: refused() }));
    await exchange.b.gateway.sender.deliverDue();
    const [refusal] = (await row(exchange)).receipts;
    const delivered = (await receiptsOf(exchange)).delivered();
    expect(await post(exchange, delivered)).toEqual({ status: 204 });
    const { state, receipts } = await row(exchange);
    expect([state, receipts]).toEqual(["delivered", [refusal, delivered]]);
    expect(await noted(exchange)).toBe(1);
    // The verdict takes neither away: they prove that the recipient contradicts itself.
    const decided = (await receiptsOf(exchange)).decided("accept");
    expect(await post(exchange, decided)).toEqual({ status: 204 });
    expect((await row(exchange)).receipts).toEqual([refusal, delivered, decided]);
  });
});

describe("a receipt that comes while the message is being sent", () => {
  it.each<[string, (give: Give) => object, number]>([
    [
      "the other verdict",
      ({ delivered, decided }) => ({ receipts: [delivered(), decided("accept")] }),
      1,
    ],
    ["a refusal", ({ refused }) => ({ receipt: refused() }), 1],
    ["a refusal that time may mend", ({ refused }) => ({ receipt: refused("MESSAGE_EXPIRED") }), 1],
    ["no receipt", () => ({}), 0],
  ])("stays, when the answer brings %s", async (_, answer, contradictions) => {
    const exchange = await sent();
    let first = "";
    answerWith(exchange, async (give) => {
      first = give.decided("reject");
      expect(await post(exchange, first)).toEqual({ status: 204 });
      return answer(give);
    });
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange)).toMatchObject({
      state: "decided",
      receipts: [first],
      sealed: undefined,
      lastError: undefined,
    });
    expect(await noted(exchange)).toBe(contradictions);
  });

  it("is joined by what the answer adds", async () => {
    const exchange = await sent();
    answerWith(exchange, async ({ delivered, decided }) => {
      await post(exchange, decided("accept"));
      return { receipts: [delivered(), decided("accept")] };
    });
    await exchange.b.gateway.sender.deliverDue();
    const { json } = await exchange.b.show((await row(exchange)).digest);
    expect(json.state).toBe("decided");
    const kinds = json.receipts.map(({ claims }: { claims: { kind: string } }) => claims.kind);
    expect(kinds).toEqual(["delivered", "decided"]);
    expect(await noted(exchange)).toBe(0);
  });
});

describe("an erasure certificate that comes while the message is being sent", () => {
  it.each(["PACKAGE_MALFORMED", "MESSAGE_EXPIRED", "PACKAGE_KEY_UNKNOWN"])(
    "stands, when the answer refuses the message (%s)",
    async (code) => {
      const exchange = await sent();
      answerWith(exchange, async ({ refused }, sealed) => {
        exchange.intercept(() => undefined);
        expect((await postPackage(exchange, sealed)).status).toBe(200);
        expect((await withdraw(exchange, await row(exchange))).status).toBe(201);
        await exchange.settle();
        return { receipt: refused(code) };
      });
      await exchange.b.gateway.sender.deliverDue();
      const { state, certificate, lastError } = await row(exchange);
      expect([state, lastError]).toEqual(["delivered", undefined]);
      expect(certificate).toBeDefined();
      expect(
        (await inside(exchange.b.store).history.find((await row(exchange)).digest))?.undelivered,
      ).toBeUndefined();
      expect(await noted(exchange)).toBe(1);
    },
  );
});

type Give = Awaited<ReturnType<typeof receiptsOf>>;

/** NGO-B with one message for NGO-C on its way. */
async function sent(): Promise<TestExchange> {
  const exchange = createExchange();
  const message = { draft: requestS011(), mode: "asIs" };
  const { status } = await exchange.b.call("POST", "/v1/messages", message);
  expect(status).toBe(201);
  return exchange;
}

async function row({ b }: TestExchange): Promise<OutboxRow> {
  const [queued] = b.log.filter(({ event }) => event === "queued");
  const found = await inside(b.store).outbox.findByDigest(queued?.ref ?? "");
  if (found === undefined) throw new TypeError("no such row");
  return found;
}

/** Answers deliveries to NGO-C's inbox in its place. */
function answerWith(
  exchange: TestExchange,
  answer: (give: Give, sealed: string) => object | Promise<object>,
): void {
  exchange.intercept((request) => {
    if (request.method !== "POST") return undefined;
    return request.text().then(async (sealed) => {
      const told = await answer(await receiptsOf(exchange, sealed), sealed);
      return Response.json(told, { status: "receipt" in told ? 422 : 200 });
    });
  });
}

/** Receipts that NGO-C may sign for the message, whatever it has decided. */
async function receiptsOf(exchange: TestExchange, sealed = "") {
  const message = await row(exchange);
  const signer = exchange.federation.signers["NGO-C"];
  const options = { self: NGO_C, to: NGO_B, signer, clock: { now: () => new Date(NOW) } };
  const rest = { tier: "state", findings: [], decidedBy: "rules" } as const;
  return {
    delivered: () => issueDeliveredReceipt(message, options),
    decided: (verdict: "accept" | "reject") =>
      issueDecidedReceipt(message, { verdict, ...rest }, options),
    refused: (code = "PACKAGE_MALFORMED") =>
      issueRefusal({ sealed: sha256Base64url(sealed), code }, options),
  };
}

async function post({ b }: TestExchange, receipt: string) {
  const response = await b.gateway.fetch(
    new Request("http://b.test/receipts", {
      method: "POST",
      headers: { "content-type": "application/jwt" },
      body: receipt,
    }),
  );
  const { status } = response;
  if (status === 204) return { status };
  return { status, code: ((await response.json()) as { code: string }).code };
}

/** Counts the contradictions in the log. The events have as many. */
async function noted({ b }: TestExchange): Promise<number> {
  const logged = b.log.filter(({ event }) => event === "receiptsContradict");
  expect(await eventsOf(b.store, "receiptsContradict")).toHaveLength(logged.length);
  for (const { code, peer } of logged) expect([code, peer]).toEqual([CONTRADICT, NGO_C]);
  return logged.length;
}
