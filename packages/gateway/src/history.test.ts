import { createFixedClock } from "@safepassage/core";
import type { DecodedMessage } from "@safepassage/schema";
import evidence from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { historyOf } from "./history.ts";
import { noteOf } from "./history-note.ts";
import type { HistoryNote } from "./history-store.ts";
import { createPersonNames } from "./person-name.ts";
import { openSqliteStore } from "./sqlite-store.ts";
import type { GatewayStore } from "./store.ts";

const PROVIDER = "https://provider-c.test";
const JUDGE = "https://judge-b.test";
const order = messageOf("S06", 2);
const recall = messageOf("S16", 2);
const ORDERED_AT = "2026-11-24T09:02:00Z";

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

describe("messages that a message names", () => {
  const [target = ""] = textsOf(recall, "recall.target");
  const sender = recall.clear["env.sender.agencyId"];

  it("are known with who sent them, from which State", () => {
    const store = openSqliteStore(":memory:");
    expect(ask(store, sender, recall).named).toEqual([]);
    send(store, order, JUDGE, { digest: target });
    expect(ask(store, sender, recall).named).toMatchObject([
      { digest: target, from: JUDGE, to: PROVIDER, fromCountry: "XB" },
    ]);
    store.close();
  });

  it("have had happen to them what corrections say, to whoever has their data", () => {
    const store = openSqliteStore(":memory:");
    const referral = { ...recall, body: {} };
    send(store, referral, sender, { digest: target });
    send(store, rename(order, "drawn", sender), sender, { sources: [target] });
    const first = rename(recall, "first", sender);
    const kind = { digest: "first", at: "2026-11-25T09:00:00Z" };
    send(store, first, sender, kind);
    const { events, mayLackEvents } = ask(store, sender, rename(recall, "second", sender));
    expect(mayLackEvents).toBe(true);
    expect(events).toMatchObject([
      {
        at: "2026-11-25T09:00:00Z",
        recipients: [recall.clear["env.recipient.agencyId"], PROVIDER],
      },
    ]);
    expect(events?.[0]?.correctedRecipients).not.toContain(PROVIDER);
    store.close();
  });

  it("are not hidden by a message of another agency that has the id of one of them", () => {
    const store = openSqliteStore(":memory:");
    send(store, { ...recall, body: {} }, sender, { digest: target });
    send(store, rename(order, "drawn", sender), sender, { sources: [target] });
    send(store, rename(recall, "first", sender), sender, { digest: "first" });
    const events = () => ask(store, sender, rename(recall, "second", sender)).events;
    const before = events();
    expect(before?.[0]?.recipients).toContain(PROVIDER);
    // It has the data, and tells of something under the id of the message that brought it.
    take(store, rename(recall, "drawn", PROVIDER), sender, "shadow");
    expect(events()).toEqual(before);
    store.close();
  });
});

describe("what this agency has told", () => {
  const [target = ""] = textsOf(recall, "recall.target");
  const sender = recall.clear["env.sender.agencyId"];

  it("is told by nobody else: of its message the recipient says nothing that binds it", () => {
    const store = openSqliteStore(":memory:");
    send(store, { ...recall, body: {} }, sender, { digest: target });
    take(store, rename(recall, "theirs", recall.clear["env.recipient.agencyId"]), sender);
    const next = rename(recall, "next", sender);
    expect(ask(store, sender, next).events ?? []).toEqual([]);
    send(store, rename(recall, "first", sender), sender);
    expect(ask(store, sender, next).events).toHaveLength(1);
    store.close();
  });

  it("is not pushed out of sight, however often its partner or another names the message", () => {
    const store = openSqliteStore(":memory:");
    send(store, { ...recall, body: {} }, sender, { digest: target });
    send(store, rename(recall, "first", sender), sender, { at: "2026-11-24T09:00:00Z" });
    const events = () => ask(store, sender, rename(recall, "second", sender)).events;
    const before = events();
    expect(before).toMatchObject([{ at: "2026-11-24T09:00:00Z" }]);
    for (const by of [recall.clear["env.recipient.agencyId"], "https://else.test"]) {
      for (let i = 0; i < 300; i++) take(store, rename(recall, `${by} ${i}`, by), sender);
    }
    expect(events()).toMatchObject([{ at: "2026-11-24T09:00:00Z" }]);
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
    const found = historyOf(contextOf(store, PROVIDER), { message: faulty, issues });
    expect(found.exchange).toHaveLength(1);
    expect(Object.keys(found).sort()).toEqual(["event", "exchange", "jti", "log", "mayLackEvents"]);
    store.close();
  });
});

function ask(store: GatewayStore, self: string, message: DecodedMessage) {
  return historyOf(contextOf(store, self), { message, issues: [] });
}

function contextOf(store: GatewayStore, self: string) {
  // None of these messages is corrected, for which alone the registry is asked.
  const registry = () => {
    throw new Error("not asked for");
  };
  const clock = createFixedClock(ORDERED_AT);
  return { store, self, registry, clock, personNames: createPersonNames(new Uint8Array(32)) };
}

function take(
  store: GatewayStore,
  message: DecodedMessage,
  self: string,
  digest = `digest ${message.clear["env.messageId"]}`,
): void {
  const history = noteOf(message, { self, digest, at: ORDERED_AT });
  store.addInbox({
    ...common(message, history),
    sender: message.clear["env.sender.agencyId"],
    state: "accepted",
    sealedDigest: `sealed ${digest}`,
    receipts: [],
    receivedAt: ORDERED_AT,
    mendBy: undefined,
    clock: undefined,
    content: { sdJwt: "", exchangeId: "x", message: JSON.stringify(message), judgement: "{}" },
  });
}

function send(
  store: GatewayStore,
  message: DecodedMessage,
  self: string,
  known: { digest?: string; at?: string; sources?: readonly string[] } = {},
): void {
  const digest = `digest ${message.clear["env.messageId"]}`;
  const history = noteOf(message, { self, digest, at: ORDERED_AT, ...known });
  store.addOutbox({
    ...common(message, history),
    recipient: message.clear["env.recipient.agencyId"],
    sdHash: "",
    createdAt: ORDERED_AT,
    deliverBy: ORDERED_AT,
    nextAttempt: 0,
    pausedAt: 0,
    emergency: false,
    content: {
      sdJwt: "",
      seed: new Uint8Array(32),
      exchangeId: "x",
      message: JSON.stringify(message),
    },
    submission: undefined,
  });
}

function common({ clear }: DecodedMessage, history: HistoryNote) {
  return {
    id: clear["env.messageId"],
    messageType: clear["env.messageType"],
    purpose: clear["env.purpose"],
    digest: history.record.digest,
    resolved: [],
    jwt: "",
    eraseBy: "2027-01-01",
    history,
  };
}

function replyTo(
  { clear, private: hidden }: DecodedMessage,
  id: string,
  told: Readonly<Record<string, string>> = {},
): DecodedMessage {
  return {
    clear: {
      ...clear,
      "env.messageId": id,
      "env.messageType": "response",
      "env.sender.agencyId": clear["env.recipient.agencyId"],
      "env.recipient.agencyId": clear["env.sender.agencyId"],
    },
    private: { ...hidden, "private.inReplyTo": clear["env.messageId"] },
    body: {
      WTLoM0Zpum_ViR2P3FwLPw: {
        kind: "response",
        links: [],
        leaves: Object.entries(told).map(([f, v]) => ({ f, v })),
      },
    },
  };
}

/** The same from the agency that has sent the order, to the one that it went to. */
function fromAsker(message: DecodedMessage): DecodedMessage {
  const { "env.sender.agencyId": sender, "env.recipient.agencyId": recipient } = order.clear;
  const parties = { "env.sender.agencyId": sender, "env.recipient.agencyId": recipient };
  return { ...message, clear: { ...message.clear, ...parties } };
}

function rename(message: DecodedMessage, id: string, sender: string): DecodedMessage {
  const clear = { ...message.clear, "env.messageId": id, "env.sender.agencyId": sender };
  return { ...message, clear };
}

/** A correction that finds errors in several messages. */
function correctionOf(digests: readonly string[], id: string): DecodedMessage {
  const { clear, ...rest } = messageNaming("");
  const leaves = [
    ...digests.map((message) => ({
      f: "correction.target",
      v: { message, path: "g/need.services" },
    })),
    { f: "correction.action", v: "erase" },
    { f: "correction.reason", v: "inaccurate" },
  ];
  return {
    ...rest,
    clear: { ...clear, "env.messageId": id },
    body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
  };
}

/** Counts from now on the notes that a store is asked for and has. */
function countNotes({ history }: GatewayStore): () => number {
  let count = 0;
  const { find, under } = history;
  Object.assign(history, {
    find(digest: string) {
      const note = find(digest);
      count += note === undefined ? 0 : 1;
      return note;
    },
    under(...given: Parameters<typeof under>) {
      const notes = under(...given);
      count += notes.length;
      return notes;
    },
  });
  return () => count;
}

/** A correction that carries no value, of one message. */
function messageNaming(digest: string): DecodedMessage {
  const leaves = [{ f: "correction.target", v: { message: digest, path: "g/need.services" } }];
  return {
    ...order,
    clear: { ...order.clear, "env.messageType": "correction" },
    body: { WTLoM0Zpum_ViR2P3FwLPw: { kind: "correction", links: [], leaves } },
  };
}

function textsOf({ body }: DecodedMessage, field: string): readonly string[] {
  return Object.values(body).flatMap(({ leaves }) =>
    leaves.flatMap(({ f, v }) => (f === field ? [String(v)] : [])),
  );
}

const textOf = (message: DecodedMessage, field: string) => textsOf(message, field)[0];

function messageOf(scenario: string, index: number): DecodedMessage {
  const found = evidence.scenarios.find(({ id }) => id === scenario)?.messages[index];
  if (found === undefined) throw new TypeError("the scenario file has no such message");
  return found.message as unknown as DecodedMessage;
}
