import type { AgencyStore, PendingReply } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { NEED, type Sent } from "./correcting.ts";
import { EMERGENCY } from "./emergency.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { heldUp } from "./held-up.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

describe("a reply that a fault of our own keeps back", () => {
  it("holds up no other message, is reported, and is tried again later", async () => {
    const exchange = createExchange({ wrap: withoutReplies });
    await inside(exchange.b.store).replies.add(REPLY);
    const { status, json } = await submit(exchange);
    expect(status).toBe(201);
    await expect(exchange.b.gateway.sender.deliverDue()).rejects.toThrow(
      "a delivery failed for a reason of our own",
    );
    expect((await inside(exchange.b.store).outbox.find(json.id))?.state).toBe("decided");
    // It waits for its pause, like any failed attempt.
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
  });
});

describe("messages that are signed", () => {
  it("wait for no reply that is still to be signed", async () => {
    let release = (): void => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const exchange = createExchange({ wrap: (store) => slowReplies(store, isReleased) });
    const { gateway, store } = exchange.b;
    await inside(store).replies.add(REPLY);
    const stateOf = async (id: string) => (await inside(store).outbox.find(id))?.state;
    const first = await submit(exchange);
    const round = gateway.sender.deliverDue();
    await expect.poll(() => stateOf(first.json.id)).toBe("decided");
    // Nor does one that is queued while a round signs.
    const urgent = await submit(exchange, { "private.urgency": EMERGENCY });
    expect(await gateway.sender.deliverDue()).toBe(1);
    expect(await stateOf(urgent.json.id)).toBe("decided");
    release();
    await round;
  });
});

describe("a message that waits for another one", () => {
  it("is not tried while that one is under way, and no round follows for it", async () => {
    const exchange = createExchange();
    const { sender } = exchange.b.gateway;
    const { answer, isAsked } = slowInbox(exchange);
    const first = await submit(exchange);
    const round = sender.deliverDue();
    await isAsked;
    const second = await restrict(exchange, first.json.digest);
    expect(await sender.deliverDue()).toBe(0);
    answer();
    expect(await round).toBe(1);
    expect(await sender.deliverDue()).toBe(1);
    expect(await stateOf(exchange, second.json.id)).toBe("decided");
  });

  it("is sent together with that one once its recipient is back", async () => {
    const exchange = createExchange({ options: { retry: { baseMs: 3_600_000 } } });
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    const first = await submit(exchange);
    await exchange.settle();
    const second = await restrict(exchange, first.json.digest);
    await exchange.settle();
    exchange.intercept(() => undefined);
    // Another message shows that it is back.
    const third = await submit(exchange);
    await exchange.settle();
    for (const { json } of [third, first, second]) {
      expect(await stateOf(exchange, json.id)).toBe("decided");
    }
  });

  it("is sent together with that one where its pause was chosen by a clock that was ahead", async () => {
    const exchange = createExchange();
    const first = await submit(exchange);
    exchange.setTime("2026-11-27T09:02:00Z");
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    await exchange.settle();
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:02:01Z");
    const second = await restrict(exchange, first.json.digest);
    await exchange.settle();
    for (const { json } of [first, second]) {
      expect(await stateOf(exchange, json.id)).toBe("decided");
    }
  });

  it("is sent once that one is sent no more, since its sender has recalled it", async () => {
    const exchange = createExchange();
    const first = await submit(exchange);
    await heldUp(exchange);
    const second = await restrict(exchange, first.json.digest);
    expect((await recall(exchange, first.json)).status).toBe(201);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    expect(await stateOf(exchange, first.json.id)).toBe("sending");
    expect(await stateOf(exchange, second.json.id)).toBe("decided");
  });
});

describe("a recipient that was away twice within a minute", () => {
  it("gets what waits for it once that minute is over, though nothing else is sent to it", async () => {
    const exchange = createExchange({ options: { retry: { baseMs: 3_600_000 } } });
    const isAway = (away: boolean) =>
      exchange.intercept(() =>
        away ? Promise.reject(new TypeError("connection refused")) : undefined,
      );
    const waiting: string[] = [];
    for (const time of ["2026-11-24T09:02:10Z", "2026-11-24T09:02:30Z"]) {
      exchange.setTime(time);
      isAway(true);
      waiting.push((await submit(exchange)).json.id);
      await exchange.settle();
      isAway(false);
      await submit(exchange);
      await exchange.settle();
    }
    const states = () => Promise.all(waiting.map((id) => stateOf(exchange, id)));
    expect(await states()).toEqual(["decided", "sending"]);
    exchange.setTime("2026-11-24T09:03:11Z");
    await exchange.settle();
    expect(await states()).toEqual(["decided", "decided"]);
  });
});

describe("a round that is under way", () => {
  it.each([0, 1, 2, 3, 4, 5, 8, 16])("ends before the gateway does (%i)", async (turns) => {
    const exchange = createExchange();
    const { gateway } = exchange.b;
    await submit(exchange);
    const round = gateway.sender.deliverDue();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await gateway.sender.stop(0);
    await gateway.close();
    await expect(round).resolves.toBeTypeOf("number");
  });
});

const submit = ({ b }: TestExchange, hidden = {}) =>
  b.call("POST", "/v1/messages", { draft: { ...requestS011(), private: hidden }, mode: "asIs" });

const stateOf = async ({ b }: TestExchange, id: string) =>
  (await inside(b.store).outbox.find(id))?.state;

/** Has a value of a message restricted. */
const restrict = ({ b }: TestExchange, digest: string) =>
  b.call("POST", `/v1/messages/${digest}/corrections`, {
    ...{ action: "restrict", reason: "inaccurate", officer: { id: "staff-0042", assurance: 2 } },
    changes: [{ path: `${NEED}/need.services` }],
  });

/** Recalls a message that went to the wrong agency. */
async function recall({ b }: TestExchange, { id, digest }: Sent) {
  const { private: hidden } = messageOf(await inside(b.store).outbox.find(id));
  const leaves = [
    { f: "recall.target", v: digest },
    { f: "recall.reason", v: "wrongRecipient" },
  ];
  const draft = {
    ...{ ...requestS011(), messageType: "recall", legalBases: ["GDPR#17"], consents: [] },
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
    private: { "private.inReplyTo": id, "private.exchangeId": hidden["private.exchangeId"] },
  };
  return b.call("POST", "/v1/messages", { draft, mode: "asIs" });
}

/** Has NGO-C keep who posts to its inbox waiting. */
function slowInbox(exchange: TestExchange) {
  let answer = (): void => {};
  const isReleased = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const isAsked = new Promise<void>((resolve) => {
    exchange.intercept(async (request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      resolve();
      await isReleased;
      return undefined;
    });
  });
  return { answer, isAsked };
}

/** A store in which the replies that are due are known late. */
function slowReplies(store: AgencyStore, isReleased: Promise<void>): AgencyStore {
  let isFirst = true;
  return {
    ...store,
    async transaction(work) {
      let isAsked = false;
      const value = await store.transaction((tx) => {
        const due: typeof tx.replies.due = (now, limit) => {
          isAsked = true;
          return tx.replies.due(now, limit);
        };
        return work({ ...tx, replies: { ...tx.replies, due } });
      });
      if (isAsked && isFirst) {
        isFirst = false;
        await isReleased;
      }
      return value;
    },
  };
}

/** A store that fails once when it reads a reply. */
function withoutReplies(store: AgencyStore): AgencyStore {
  let isSound = false;
  return {
    ...store,
    transaction: (work) =>
      store.transaction((tx) => {
        const find: typeof tx.replies.find = (id) => {
          if (!isSound) {
            isSound = true;
            return Promise.reject(new Error("a disk fault"));
          }
          return tx.replies.find(id);
        };
        return work({ ...tx, replies: { ...tx.replies, find } });
      }),
  };
}

const REPLY: PendingReply = {
  id: "5qN0YVJ6oq9oYzqkGJdN3w",
  about: "a".repeat(43),
  parties: [NGO_C, NGO_B],
  messageType: "erasureCertificate",
  purpose: "ASSISTANCE_REFERRAL",
  agreement: "b".repeat(43),
  transferBasis: "EU_BODY",
  exchangeId: "Nvw5zr_dT0XZhdnuVMh8EQ",
  inReplyTo: crypto.randomUUID(),
  assurance: 2,
  groups: [],
};
