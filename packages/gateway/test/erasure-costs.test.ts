import { arrival, workOutIn } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { correctUnchecked, NEED, refer, type Sent } from "./correcting.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { countReads, fillInbox } from "./filling.ts";
import { countReplies, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const LATER = "2027-06-01T00:00:00Z";

/** A partner chooses the exchange of its messages. That must not let it choose what they cost. */
describe("what is read of the store, with all messages in one exchange", () => {
  it("grows with what is erased when that has come to its end, and not with its square", async () => {
    const reads: number[] = [];
    for (const count of [50, 100, 200]) {
      const exchange = createExchange();
      await fill(exchange, await refer(exchange), count);
      exchange.setTime(LATER);
      const read = countReads(exchange.c.store);
      await exchange.c.gateway.maintain();
      reads.push(read());
      expect(await held(exchange)).toBe(0);
    }
    const [first = 0, second = 0, third = 0] = reads;
    expect([second / first, third / second].every((growth) => growth < 2.2)).toBe(true);
  });

  it("does not grow with what a correction leaves alone", async () => {
    const reads: number[] = [];
    for (const count of [20, 100, 200]) {
      const exchange = createExchange();
      const sent = await refer(exchange);
      const targets = (await fill(exchange, sent, count)).slice(0, 8);
      const read = countReads(exchange.c.store);
      const { verdict } = await correctUnchecked(exchange, sent, erasureOf(targets));
      reads.push(read());
      // The message itself and the correction are held too.
      expect([verdict, await held(exchange)]).toEqual(["accept", count + 2 - targets.length]);
    }
    expect(new Set(reads).size).toBe(1);
  });

  it("grows with the certificates that are owed, and not with their square", async () => {
    const reads: number[] = [];
    for (const count of [10, 20, 40]) {
      const exchange = createExchange();
      const sent = await refer(exchange);
      const targets = await fill(exchange, sent, count);
      await correctUnchecked(exchange, sent, erasureOf(targets));
      exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
      const read = countReads(exchange.c.store);
      while ((await countReplies(exchange.c.store)) > 0) {
        await exchange.c.gateway.sender.deliverDue();
      }
      reads.push(read());
    }
    const [first = 0, second = 0, third = 0] = reads;
    expect([second / first, third / second].every((growth) => growth < 2.2)).toBe(true);
  });

  it("lets requests be answered while certificates are signed", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const targets = await fill(exchange, sent, 20);
    await correctUnchecked(exchange, sent, erasureOf(targets));
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await exchange.c.gateway.sender.deliverDue();
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });

  it("does not grow with what a partner has sent when a consent is withdrawn", async () => {
    const reads: number[] = [];
    for (const count of [20, 100, 200]) {
      const { exchange, sent, row } = await received();
      const { store } = exchange.b;
      await fillInbox(store, { ...row, sender: NGO_C, state: "quarantined" }, count, NGO_B);
      const read = countReads(store);
      const { status } = await withdraw(exchange, sent);
      reads.push(read());
      expect(status).toBe(201);
    }
    expect(new Set(reads).size).toBe(1);
  });

  it("does not grow with what a partner has sent when a receipt comes", async () => {
    const reads: number[] = [];
    for (const count of [20, 100, 200]) {
      const { exchange, sent, row } = await received();
      const { store } = exchange.b;
      await fillInbox(store, { ...row, sender: NGO_C }, count, NGO_B);
      const request = await inside(store).outbox.find(sent.id);
      if (request?.content === undefined) throw new TypeError("the message was not sent");
      const message = askedByPolice(request.content.message);
      const messageType = message.clear["env.messageType"];
      const asked = { ...request, messageType, content: { ...request.content, message } };
      const read = countReads(store);
      const effects = await store.transaction((tx) =>
        workOutIn({ store }, tx, (known) => arrival(known, asked, { arrived: new Date(NOW) })),
      );
      reads.push(read());
      expect(effects).toMatchObject([{ does: "clock", box: "outbox", digest: sent.digest }]);
    }
    expect(new Set(reads).size).toBe(1);
  });

  it("is read in parts, and whoever asks meanwhile is answered", async () => {
    const exchange = createExchange();
    await fill(exchange, await refer(exchange), 200);
    exchange.setTime(LATER);
    const { gateway, call } = exchange.c;
    const maintained = gateway.maintain();
    const { status } = await call("GET", "/v1/health");
    expect(status).toBe(200);
    expect(await held(exchange)).toBeGreaterThan(100);
    await maintained;
    expect(await held(exchange)).toBe(0);
  });

  it("stops where the gateway is closed, and goes on at the next maintenance", async () => {
    const exchange = createExchange();
    await fill(exchange, await refer(exchange), 200);
    exchange.setTime(LATER);
    const maintained = exchange.c.gateway.maintain();
    await exchange.c.gateway.close();
    await expect(maintained).resolves.toBeUndefined();
  });
});

/** Two agencies, and a message as its recipient holds it. */
async function received() {
  const exchange = createExchange();
  const sent = await refer(exchange);
  const row = await inside(exchange.c.store).inbox.find(NGO_B, sent.id);
  if (row === undefined) throw new TypeError("the message did not arrive");
  return { exchange, sent, row };
}

/** The same as a request for whose answer the law sets a time. */
function askedByPolice({ clear, private: hidden, ...rest }: DecodedMessage): DecodedMessage {
  return {
    ...rest,
    clear: { ...clear, "env.messageType": "request", "env.legalBasis": ["DIR2023/977#5"] },
    private: { ...hidden, "private.urgency": { level: "routine", ground: "none" } },
  };
}

const held = async ({ c }: TestExchange): Promise<number> =>
  (await inside(c.store).inbox.overdue("9999-01-01", 999)).length;

const fill = async ({ c }: TestExchange, { id }: Sent, count: number): Promise<readonly string[]> =>
  fillInbox(c.store, await inside(c.store).inbox.find(NGO_B, id), count);

function erasureOf(digests: readonly string[]): Body {
  const leaves = [
    ...digests.map((message) => ({
      f: "correction.target",
      v: { message, path: `${NEED}/need.services` },
    })),
    { f: "correction.action", v: "erase" },
    { f: "correction.reason", v: "inaccurate" },
  ];
  return { [randomId()]: { kind: "correction", links: [], leaves } };
}
