import { openSqliteStore } from "@safepassage/agency/node";
import { describe, expect, it } from "vitest";
import {
  ask,
  JUDGE,
  messageNaming,
  ORDERED_AT,
  order,
  PROVIDER,
  recall,
  rename,
  send,
  take,
  textsOf,
} from "./history-world.ts";
import { inside } from "./inside.ts";

describe("messages that a message names", () => {
  const [target = ""] = textsOf(recall, "recall.target");
  const sender = recall.clear["env.sender.agencyId"];

  it("are known with who sent them, from which State", async () => {
    const store = openSqliteStore(":memory:");
    expect((await ask(store, sender, recall)).named).toEqual([]);
    await send(store, order, JUDGE, { digest: target });
    expect((await ask(store, sender, recall)).named).toMatchObject([
      { digest: target, from: JUDGE, to: PROVIDER, fromCountry: "XB" },
    ]);
    await store.close();
  });

  it("have had happen to them what corrections say, to whoever has their data", async () => {
    const store = openSqliteStore(":memory:");
    const referral = { ...recall, body: {} };
    await send(store, referral, sender, { digest: target });
    await send(store, rename(order, "drawn", sender), sender, { sources: [target] });
    const first = rename(recall, "first", sender);
    const kind = { digest: "first", at: "2026-11-25T09:00:00Z" };
    await send(store, first, sender, kind);
    const { events, mayLackEvents } = await ask(store, sender, rename(recall, "second", sender));
    expect(mayLackEvents).toBe(true);
    expect(events).toMatchObject([
      {
        at: "2026-11-25T09:00:00Z",
        recipients: [recall.clear["env.recipient.agencyId"], PROVIDER],
      },
    ]);
    expect(events?.[0]?.correctedRecipients).not.toContain(PROVIDER);
    await store.close();
  });

  it("are not hidden by a message of another agency that has the id of one of them", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, { ...recall, body: {} }, sender, { digest: target });
    await send(store, rename(order, "drawn", sender), sender, { sources: [target] });
    await send(store, rename(recall, "first", sender), sender, { digest: "first" });
    const events = async () => (await ask(store, sender, rename(recall, "second", sender))).events;
    const before = await events();
    expect(before?.[0]?.recipients).toContain(PROVIDER);
    // It has the data, and reports an event under the id of the message that brought it.
    await take(store, rename(recall, "drawn", PROVIDER), sender, "shadow");
    expect(await events()).toEqual(before);
    await store.close();
  });
});

describe("what this agency has told", () => {
  const [target = ""] = textsOf(recall, "recall.target");
  const sender = recall.clear["env.sender.agencyId"];

  it("is told by nobody else: of its message the recipient says nothing that binds it", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, { ...recall, body: {} }, sender, { digest: target });
    await take(store, rename(recall, "theirs", recall.clear["env.recipient.agencyId"]), sender);
    const next = rename(recall, "next", sender);
    expect((await ask(store, sender, next)).events ?? []).toEqual([]);
    await send(store, rename(recall, "first", sender), sender);
    expect((await ask(store, sender, next)).events).toHaveLength(1);
    await store.close();
  });

  it("is not pushed out of sight, however often its partner or another names the message", async () => {
    const store = openSqliteStore(":memory:");
    await send(store, { ...recall, body: {} }, sender, { digest: target });
    await send(store, rename(recall, "first", sender), sender, { at: "2026-11-24T09:00:00Z" });
    const events = async () => (await ask(store, sender, rename(recall, "second", sender))).events;
    const before = await events();
    expect(before).toMatchObject([{ at: "2026-11-24T09:00:00Z" }]);
    for (const by of [recall.clear["env.recipient.agencyId"], "https://else.test"]) {
      for (let i = 0; i < 300; i++) await take(store, rename(recall, `${by} ${i}`, by), sender);
    }
    expect(await events()).toMatchObject([{ at: "2026-11-24T09:00:00Z" }]);
    await store.close();
  });
});

describe("a correction that speaks of several messages", () => {
  const sender = order.clear["env.sender.agencyId"];
  const groups = {
    erased: told("erased", "erase", "inaccurate"),
    restricted: told("restricted", "restrict", "classChanged"),
    noted: told("noted", "restrict", "contested"),
  };

  it("tells of each what its group says, also when its own content is gone", async () => {
    const store = openSqliteStore(":memory:");
    for (const id of Object.keys(groups)) {
      await send(store, rename(order, id, sender), sender, { digest: id });
    }
    const { clear, ...rest } = messageNaming("");
    const mixed = { ...rest, clear: { ...clear, "env.messageId": "mixed" }, body: groups };
    await send(store, mixed, sender, { digest: "digest mixed" });
    const events = async () =>
      (await ask(store, sender, { ...mixed, clear: { ...clear, "env.messageId": "next" } })).events;
    const before = await events();
    expect(before?.map(({ kind, content }) => ({ kind, content }))).toEqual([
      { kind: "errorFound", content: "erased" },
      { kind: "classChanged", content: "restricted" },
    ]);
    const { outbox } = inside(store);
    await outbox.change((await outbox.findByDigest("digest mixed"))?.id ?? "", {
      state: "sending",
    });
    await outbox.erase("digest mixed", ORDERED_AT, undefined);
    expect(await events()).toEqual(before);
    expect((await inside(store).history.find("digest mixed"))?.erases).toEqual(["erased"]);
    await store.close();
  });

  function told(message: string, action: string, reason: string) {
    const leaves = [
      { f: "correction.target", v: { message, path: "g/need.services" } },
      { f: "correction.action", v: action },
      { f: "correction.reason", v: reason },
    ];
    return { kind: "correction", links: [], leaves };
  }
});
