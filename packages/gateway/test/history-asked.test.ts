import { historyOf } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../src/node.ts";
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
  sourceOf,
  take,
  textOf,
} from "./history-world.ts";

describe("an order that is answered", () => {
  it("is known by what it orders, its end, and how often that was put off", () => {
    const store = openSqliteStore(":memory:");
    take(store, order, PROVIDER);
    const asked = () => ask(store, PROVIDER, replyTo(order, "1")).exchange?.at(-1);
    expect(asked()).toMatchObject({
      message: order.clear["env.messageId"],
      at: ORDERED_AT,
      order: { emergency: false, notified: true },
      extensions: 0,
    });
    expect(asked()?.order?.category).toMatch(/Data$/);
    expect(asked()?.deadline).toBe(textOf(order, "deadline.at"));

    const putOff = replyTo(order, "2", { "deadline.extendedTo": "2026-12-20T09:00:00Z" });
    send(store, putOff, PROVIDER);
    expect(asked()).toMatchObject({ extensions: 1, extendedTo: "2026-12-20T09:00:00Z" });
    send(store, replyTo(order, "3", { "response.outcome": "provided" }), PROVIDER);
    expect(asked()).not.toHaveProperty("deadline");
    expect(asked()).not.toHaveProperty("extendedTo");
    store.close();
  });

  it("is not put off a second time by who has answered a thousand times since", () => {
    const store = openSqliteStore(":memory:");
    send(store, order, JUDGE);
    const asked = () => ask(store, JUDGE, replyTo(order, "next")).exchange?.at(-1)?.extensions;
    take(store, replyTo(order, "0", { "deadline.extendedTo": "2026-12-20T09:00:00Z" }), JUDGE);
    for (let i = 1; i < 1100; i++) take(store, replyTo(order, String(i)), JUDGE);
    expect(asked()).toBe(1);
    store.close();
  });

  it("is put off by who has ordered, whatever the other side has said of it before", () => {
    const store = openSqliteStore(":memory:");
    send(store, order, JUDGE);
    const told = { "deadline.extendedTo": "2026-12-20T09:00:00Z" };
    const extension = (id: string) => fromAsker(replyTo(order, id, told));
    const asked = () => ask(store, JUDGE, extension("next")).exchange?.at(-1);
    take(store, replyTo(order, "0", told), JUDGE);
    for (let i = 1; i < 1100; i++) take(store, replyTo(order, String(i)), JUDGE);
    expect(asked()?.extensions).toBe(0);
    send(store, extension("own"), JUDGE);
    expect(asked()?.extensions).toBe(1);
    store.close();
  });

  it("is not answered by who has asked", () => {
    const store = openSqliteStore(":memory:");
    send(store, order, JUDGE);
    const outcome = replyTo(order, "own", { "response.outcome": "provided" });
    const deadline = () => ask(store, JUDGE, replyTo(order, "next")).exchange?.at(-1)?.deadline;
    send(store, fromAsker(outcome), JUDGE);
    expect(deadline()).toBe(textOf(order, "deadline.at"));
    take(store, { ...outcome, clear: { ...outcome.clear, "env.messageId": "theirs" } }, JUDGE);
    expect(deadline()).toBeUndefined();
    store.close();
  });

  it("is known by its end as a correction has left it", () => {
    const store = openSqliteStore(":memory:");
    take(store, order, PROVIDER);
    const asked = () => ask(store, PROVIDER, replyTo(order, "1")).exchange?.at(-1);
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
    take(
      store,
      {
        ...correction,
        clear: { ...correction.clear, "env.messageType": "correction" },
        body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
      },
      PROVIDER,
    );
    expect(asked()?.deadline).toBe("2026-12-24T09:00:00Z");
    expect(asked()?.order).toMatchObject({ emergency: false, notified: true });
    // However often somebody else names it.
    const naming = rename(messageNaming(target.message), "naming", "https://else.test");
    for (let i = 0; i < 4200; i++)
      take(store, rename(naming, `n${i}`, "https://else.test"), PROVIDER);
    expect(asked()?.deadline).toBe("2026-12-24T09:00:00Z");
    store.close();
  });

  it("is not known from another agency that uses its id", () => {
    const store = openSqliteStore(":memory:");
    take(store, order, PROVIDER);
    const { clear, ...rest } = replyTo(order, "1");
    const astray = { ...rest, clear: { ...clear, "env.recipient.agencyId": "https://else.test" } };
    expect(ask(store, PROVIDER, astray).exchange).toEqual([]);
    store.close();
  });
});

describe("what is read for a message that names many", () => {
  const partner = order.clear["env.sender.agencyId"];

  it("is nothing that others wrote of messages that are not held", () => {
    const store = openSqliteStore(":memory:");
    const digests = Array.from({ length: 20 }, (_, i) => `unknown ${i}`);
    for (let i = 0; i < 20; i++) take(store, correctionOf(digests, `n${i}`), PROVIDER);
    const read = countNotes(store);
    ask(store, PROVIDER, correctionOf(digests, "next"));
    expect(read()).toBe(0);
    store.close();
  });

  it("is each earlier message once, however many of the same it names too", () => {
    const store = openSqliteStore(":memory:");
    const ids = Array.from({ length: 20 }, (_, i) => `m${i}`);
    for (const id of ids) take(store, rename(order, id, partner), PROVIDER);
    const digests = ids.map((id) => `digest ${id}`);
    for (let i = 0; i < 20; i++) take(store, correctionOf(digests, `n${i}`), PROVIDER);
    for (let i = 0; i < 20; i++) {
      const reply = correctionOf(digests, `r${i}`);
      take(store, { ...reply, private: { ...reply.private, "private.inReplyTo": "n0" } }, PROVIDER);
    }
    const read = countNotes(store);
    const { events } = ask(store, PROVIDER, correctionOf(digests, "next"));
    expect(events).toHaveLength(digests.length);
    // The messages that it names, and those that name them too.
    expect(read()).toBe(20 + 40);
    store.close();
  });
});

describe("a message whose shape is not sound", () => {
  it("is looked up by what it answers, and by nothing else", () => {
    const store = openSqliteStore(":memory:");
    take(store, order, PROVIDER);
    const faulty = { ...replyTo(order, "1"), body: null } as unknown as DecodedMessage;
    const issues = [{}] as never;
    const found = historyOf(sourceOf(store, PROVIDER), { message: faulty, issues });
    expect(found.exchange).toHaveLength(1);
    expect(Object.keys(found).sort()).toEqual(["event", "exchange", "jti", "log", "mayLackEvents"]);
    store.close();
  });
});
