/** What its sender has recalled goes to nobody any more, although the sender may keep its own copy. */
import { describe, expect, it } from "vitest";
import { correct, correctionOf, NEED, refer, type Sent, valueFor } from "./correcting.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const PATH = `${NEED}/need.services`;
/** How an officer takes a message back that may be held here on another ground. */
const WAYS = [
  ["a recall", recall],
  [
    "a correction that erases",
    async (exchange: TestExchange, sent: Sent) => {
      const body = valueFor(sent, PATH, [], "erase");
      return submit(exchange, await correctionOf(exchange.b, sent, body));
    },
  ],
] as const;

describe("a message that its sender takes back while it waits", () => {
  it.each(WAYS)("by %s is not sent, and its copy stays", async (_, takeBack) => {
    const exchange = createExchange();
    const waiting = await submit(exchange, requestS011());
    const asking = await takeBack(exchange, waiting);
    const read = inboxOf(exchange);
    await exchange.settle();
    expect(await read()).toEqual([asking.digest]);
    const row = await inside(exchange.b.store).outbox.find(waiting.id);
    expect([row?.state, row?.posted, row?.content === undefined]).toEqual(["unsent", false, false]);
  });

  it.each(WAYS)("by %s is not posted again, and may arrive until its deadline", async (...way) => {
    const [, takeBack] = way;
    const exchange = createExchange();
    const sent = await submit(exchange, requestS011());
    // Its key is known, so it is posted.
    exchange.intercept(async ({ method }) =>
      method === "POST" ? Promise.reject(new TypeError("no answer in time")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    const asking = await takeBack(exchange, sent);
    const read = inboxOf(exchange);
    exchange.setTime("2026-11-24T12:00:00Z");
    await exchange.settle();
    expect(await read()).toEqual([asking.digest]);
    const stateOf = async () => (await inside(exchange.b.store).outbox.find(sent.id))?.state;
    expect(await stateOf()).toBe("sending");
    exchange.setTime("2026-12-01T09:02:01Z");
    await exchange.settle();
    expect(await stateOf()).toBe("expired");
  });

  it.each(WAYS)("by %s holds up nothing that names it", async (...way) => {
    const [, takeBack] = way;
    const exchange = createExchange();
    const sent = await submit(exchange, requestS011());
    const restricting = await restrict(exchange, sent);
    exchange.intercept(async ({ method }) =>
      method === "POST" ? Promise.reject(new TypeError("no answer in time")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    await takeBack(exchange, sent);
    exchange.setTime("2026-11-24T12:00:00Z");
    await expectRest(exchange);
    expect((await exchange.b.show(restricting.digest)).json.state).toBe("decided");
  });

  it("takes the values with it that wait to correct it", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor(sent, PATH, ["education"]);
    const correction = await submit(exchange, await correctionOf(exchange.b, sent, body));
    const asking = await recall(exchange, sent);
    const read = inboxOf(exchange);
    await exchange.settle();
    expect(await read()).toEqual([asking.digest]);
    expect((await inside(exchange.b.store).outbox.find(correction.id))?.state).toBe("unsent");
  });
});

describe("a message that its sender has taken back", () => {
  it.each(WAYS)("by %s is not sent again to who may say to have lost it", async (_, takeBack) => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    await takeBack(exchange, sent);
    const refused = async () => {
      const path = `/v1/messages/${sent.digest}/resend`;
      const { status, json } = await exchange.b.call("POST", path, {});
      expect([status, json.code]).toEqual([409, "GATEWAY_RESEND_IMPOSSIBLE"]);
    };
    await refused();
    await exchange.settle();
    await exchange.settle();
    expect((await exchange.b.show(sent.digest)).json.certificate).toEqual(expect.any(String));
    await refused();
  });

  it("is sent again where only a value of it was corrected", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    await correct(exchange, sent, valueFor(sent, PATH, ["education"]));
    const { json } = await exchange.b.call("POST", `/v1/messages/${sent.digest}/resend`, {});
    expect(json).toEqual({ digest: sent.digest, outcome: "known" });
  });
});

async function submit({ b }: TestExchange, draft: object): Promise<Sent> {
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  return { id: json.id, digest: json.digest };
}

/** Restricts a value of a message, or of a correction. */
async function restrict(exchange: TestExchange, sent: Sent): Promise<Sent> {
  const body = valueFor(sent, PATH, [], "restrict");
  return submit(exchange, await correctionOf(exchange.b, sent, body));
}

/** Soon nothing is due any more: a gateway that has nothing to do rests. */
async function expectRest({ b, c }: TestExchange): Promise<void> {
  for (let round = 0; round < 8; round++) {
    for (const { gateway } of [b, c]) await gateway.sender.deliverDue();
  }
  expect([await b.gateway.sender.deliverDue(), await c.gateway.sender.deliverDue()]).toEqual([
    0, 0,
  ]);
}

async function recall(exchange: TestExchange, sent: Sent): Promise<Sent> {
  const message = messageOf(await inside(exchange.b.store).outbox.find(sent.id));
  const { consents: _, people: __, ...request } = requestS011();
  const leaves = [
    { f: "recall.target", v: sent.digest },
    { f: "recall.reason", v: "wrongRecipient" },
  ];
  return submit(exchange, {
    ...{ ...request, messageType: "recall", legalBases: ["GDPR#17"], sources: [] },
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
    private: {
      "private.inReplyTo": sent.id,
      "private.exchangeId": message.private["private.exchangeId"],
    },
  });
}

/** What NGO-C takes in from now on, by digest. */
function inboxOf({ c }: TestExchange): () => Promise<readonly string[]> {
  const before = inside(c.store).inbox.list({}, 200);
  return async () => {
    const known = new Set((await before).rows.map(({ digest }) => digest));
    const { rows } = await inside(c.store).inbox.list({}, 200);
    return rows.map(({ digest }) => digest).filter((digest) => !known.has(digest));
  };
}

it("what waits for a message that waits for another one is not looked at again and again", async () => {
  const exchange = createExchange();
  const sent = await submit(exchange, requestS011());
  const first = await restrict(exchange, sent);
  const second = await restrict(exchange, first);
  exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
  await expectRest(exchange);
  exchange.intercept(() => undefined);
  exchange.setTime("2026-11-24T12:00:00Z");
  await expectRest(exchange);
  for (const { digest } of [sent, first, second]) {
    expect((await exchange.b.show(digest)).json.state).toBe("decided");
  }
});
