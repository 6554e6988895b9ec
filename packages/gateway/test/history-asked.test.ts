import { openSqliteStore } from "@safepassage/agency/node";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  ask,
  correctionOf,
  countNotes,
  fromAsker,
  JUDGE,
  messageNaming,
  ORDERED_AT,
  order,
  PROVIDER,
  rename,
  replyTo,
  send,
  take,
  textOf,
} from "./history-world.ts";

describe("an order that is answered", () => {
  it("is known by what it orders, its end, and how often that was put off", async () => {
    const store = openSqliteStore(":memory:");
    await take(store, order, PROVIDER);
    const asked = async () => (await ask(store, PROVIDER, replyTo(order, "1"))).exchange?.at(-1);
    expect(await asked()).toMatchObject({
      message: order.clear["env.messageId"],
      at: ORDERED_AT,
      order: { emergency: false, notified: true },
      extensions: 0,
    });
    expect((await asked())?.order?.category).toMatch(/Data$/);
    expect((await asked())?.deadline).toBe(textOf(order, "deadline.at"));

    const putOff = replyTo(order, "2", { "deadline.extendedTo": "2026-12-20T09:00:00Z" });
    await send(store, putOff, PROVIDER);
    expect(await asked()).toMatchObject({ extensions: 1, extendedTo: "2026-12-20T09:00:00Z" });
    await send(store, replyTo(order, "3", { "response.outcome": "provided" }), PROVIDER);
    expect(await asked()).not.toHaveProperty("deadline");
    expect(await asked()).not.toHaveProperty("extendedTo");
    await store.close();
  });

  it("is not put off a second time by who has answered a thousand times since", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, order, JUDGE);
    const asked = async () =>
      (await ask(store, JUDGE, replyTo(order, "next"))).exchange?.at(-1)?.extensions;
    await take(
      store,
      replyTo(order, "0", { "deadline.extendedTo": "2026-12-20T09:00:00Z" }),
      JUDGE,
    );
    for (let i = 1; i < 1100; i++) await take(store, replyTo(order, String(i)), JUDGE);
    expect(await asked()).toBe(1);
    await store.close();
  });

  it("is put off by who has ordered, whatever the other side has said of it before", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, order, JUDGE);
    const told = { "deadline.extendedTo": "2026-12-20T09:00:00Z" };
    const extension = (id: string) => fromAsker(replyTo(order, id, told));
    const asked = async () => (await ask(store, JUDGE, extension("next"))).exchange?.at(-1);
    await take(store, replyTo(order, "0", told), JUDGE);
    for (let i = 1; i < 1100; i++) await take(store, replyTo(order, String(i)), JUDGE);
    expect((await asked())?.extensions).toBe(0);
    await send(store, extension("own"), JUDGE);
    expect((await asked())?.extensions).toBe(1);
    await store.close();
  });

  it("is not answered by who has asked", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, order, JUDGE);
    const outcome = replyTo(order, "own", { "response.outcome": "provided" });
    const deadline = async () =>
      (await ask(store, JUDGE, replyTo(order, "next"))).exchange?.at(-1)?.deadline;
    await send(store, fromAsker(outcome), JUDGE);
    expect(await deadline()).toBe(textOf(order, "deadline.at"));
    await take(
      store,
      { ...outcome, clear: { ...outcome.clear, "env.messageId": "theirs" } },
      JUDGE,
    );
    expect(await deadline()).toBeUndefined();
    await store.close();
  });

  it("is known by its end as a correction has left it", async () => {
    const store = openSqliteStore(":memory:");
    await take(store, order, PROVIDER);
    const asked = async () => (await ask(store, PROVIDER, replyTo(order, "1"))).exchange?.at(-1);
    const [gid] = Object.entries(order.body).find(([, { kind }]) => kind === "deadline") ?? [];
    const target = {
      message: `digest ${order.clear["env.messageId"]}`,
      path: `${gid}/deadline.at`,
    };
    const leaves = [
      { f: "correction.target", v: target },
      { f: "correction.action", v: "rectify" },
      { f: "correction.value", v: "2026-12-24T09:00:00Z" },
    ];
    const correction = rename(order, "corrected", order.clear["env.sender.agencyId"]);
    await take(
      store,
      {
        ...correction,
        clear: { ...correction.clear, "env.messageType": "correction" },
        body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
      },
      PROVIDER,
    );
    expect((await asked())?.deadline).toBe("2026-12-24T09:00:00Z");
    expect((await asked())?.order).toMatchObject({ emergency: false, notified: true });
    // However often somebody else names it.
    const naming = rename(messageNaming(target.message), "naming", "https://else.test");
    for (let i = 0; i < 4200; i++)
      await take(store, rename(naming, `n${i}`, "https://else.test"), PROVIDER);
    expect((await asked())?.deadline).toBe("2026-12-24T09:00:00Z");
    await store.close();
  });

  it("is not known from another agency that uses its id", async () => {
    const store = openSqliteStore(":memory:");
    await take(store, order, PROVIDER);
    const { clear, ...rest } = replyTo(order, "1");
    const astray = { ...rest, clear: { ...clear, "env.recipient.agencyId": "https://else.test" } };
    expect((await ask(store, PROVIDER, astray)).exchange).toEqual([]);
    await store.close();
  });
});

describe("a chain of messages that answer each other", () => {
  it("is read at once, and what a message costs does not grow with the length of the chain times its own", async () => {
    const runs: number[] = [];
    for (const length of [8, 16, 32]) {
      const store = openSqliteStore(":memory:");
      await send(store, order, JUDGE);
      let answered = order.clear["env.messageId"];
      const next = (id: string): DecodedMessage => {
        const { private: hidden, ...rest } = replyTo(order, id);
        return { ...rest, private: { ...hidden, "private.inReplyTo": answered } };
      };
      for (let i = 0; i < length; i++) {
        await take(store, next(`m${i}`), JUDGE);
        answered = `m${i}`;
      }
      // Only one side may send it, so who has opened the exchange is asked.
      const { clear, ...rest } = next("last");
      const last: DecodedMessage = {
        ...rest,
        clear: { ...clear, "env.messageType": "feedback" },
      };
      const counted = countRuns(last);
      const { exchange } = await ask(store, JUDGE, counted.message);
      const known = exchange?.map(({ message }) => message);
      expect(new Set(known)).toEqual(new Set([order.clear["env.messageId"], answered]));
      runs.push(counted.runs());
      await store.close();
    }
    expect(new Set(runs).size).toBe(1);
  });
});

/** A message that counts how often its body is worked through. */
function countRuns(message: DecodedMessage) {
  let runs = 0;
  const counted = {
    ...message,
    get body() {
      runs += 1;
      return message.body;
    },
  };
  return { message: counted, runs: () => runs };
}

describe("what is read for a message that names many", () => {
  const partner = order.clear["env.sender.agencyId"];

  it("is nothing that others wrote of messages that are not held", async () => {
    const store = openSqliteStore(":memory:");
    const digests = Array.from({ length: 20 }, (_, i) => `unknown ${i}`);
    for (let i = 0; i < 20; i++) await take(store, correctionOf(digests, `n${i}`), PROVIDER);
    const read = countNotes(store);
    await ask(store, PROVIDER, correctionOf(digests, "next"));
    expect(read()).toBe(0);
    await store.close();
  });

  it("is each earlier message once, however many of the same it names too", async () => {
    const store = openSqliteStore(":memory:");
    const ids = Array.from({ length: 20 }, (_, i) => `m${i}`);
    for (const id of ids) await take(store, rename(order, id, partner), PROVIDER);
    const digests = ids.map((id) => `digest ${id}`);
    for (let i = 0; i < 20; i++) await take(store, correctionOf(digests, `n${i}`), PROVIDER);
    for (let i = 0; i < 20; i++) {
      const reply = correctionOf(digests, `r${i}`);
      await take(
        store,
        { ...reply, private: { ...reply.private, "private.inReplyTo": "n0" } },
        PROVIDER,
      );
    }
    const read = countNotes(store);
    const { events } = await ask(store, PROVIDER, correctionOf(digests, "next"));
    expect(events).toHaveLength(digests.length);
    // The messages that it names, and those that name them too.
    expect(read()).toBe(20 + 40);
    await store.close();
  });
});

describe("a message whose shape is not sound", () => {
  it("is looked up by what it answers, and by nothing else", async () => {
    const store = openSqliteStore(":memory:");
    await take(store, order, PROVIDER);
    const faulty = { ...replyTo(order, "1"), body: null } as unknown as DecodedMessage;
    const issues = [{}] as never;
    const found = await ask(store, PROVIDER, faulty, issues);
    expect(found.exchange).toHaveLength(1);
    expect(Object.keys(found).sort()).toEqual(["event", "exchange", "jti", "log", "mayLackEvents"]);
    await store.close();
  });
});
