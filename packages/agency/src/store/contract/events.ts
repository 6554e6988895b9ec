import assert from "node:assert/strict";
import type { EventFilter, EventRow } from "../rows.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming, outgoing, refusal } from "./rows.ts";

type Asked = [filter: EventFilter, limit?: number, before?: number];

/** Checks of events and marks. */
export const eventsChecks: Checks = {
  async "reads events about one message, and by their place"(store) {
    const tx = inside(store);
    const at = "2026-11-24T09:02:00Z";
    for (const ref of ["d a", "d", "e a", "d b"]) await tx.events.add({ kind: "copy", at, ref });
    await tx.events.add({ kind: "other", at, ref: "d" });
    const refs = (events: readonly EventRow[]) => events.map(({ ref }) => ref);
    assert.deepEqual(refs(await tx.events.about("copy", "d")), ["d a", "d", "d b"]);
    assert.deepEqual(refs(await tx.events.last("copy", "d", 2)), ["d b", "d a"]);
    assert.deepEqual(refs(await tx.events.last("copy", "none", 2)), []);
    const [first, second] = await tx.events.after("copy", 0, 2);
    assert.deepEqual([first?.ref, second?.ref], ["d a", "d"]);
    assert.deepEqual(refs(await tx.events.after("copy", second?.position ?? 0, 9)), ["e a", "d b"]);
    const [last] = await tx.events.before("copy", Number.MAX_SAFE_INTEGER, 1);
    assert.equal(last?.ref, "d b");
    assert.deepEqual(refs(await tx.events.before("copy", last?.position ?? 0, 9)), [
      "e a",
      "d",
      "d a",
    ]);
    assert.deepEqual(refs(await tx.events.before("copy", last?.position ?? 0, 9, "d")), [
      "d",
      "d a",
    ]);
  },

  async "lists events of some kinds, of a time and about something, newest first"(store) {
    const { events } = inside(store);
    const times = ["2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z", "2028-03-01T00:00:01Z"];
    for (const at of times) {
      for (const [kind, ref] of [
        ["read", "a"],
        ["sent", "b"],
        ["other", "a"],
      ] as const) {
        await events.add({ kind, at, ref });
      }
    }
    const listed = async (...[filter, limit = 9, before]: Asked) => {
      const { rows, next } = await events.list(["read", "sent"], filter, limit, before);
      return { shown: rows.map(({ kind, at }) => `${kind} ${at.slice(5, 19)}`), next };
    };
    // The last second of a month is of it, and the first of the next one is not.
    assert.deepEqual((await listed({ until: "2028-03-01T00:00:00Z" })).shown, [
      "sent 02-29T23:59:59",
      "read 02-29T23:59:59",
    ]);
    assert.deepEqual((await listed({ since: "2028-03-01T00:00:00Z", ref: "a" })).shown, [
      "read 03-01T00:00:01",
      "read 03-01T00:00:00",
    ]);
    assert.deepEqual((await listed({ since: "2030-01-01T00:00:00Z" })).shown, []);
    const { shown, next } = await listed({}, 5);
    assert.deepEqual(
      [shown.length, (await listed({}, 5, next)).shown],
      [5, ["read 02-29T23:59:59"]],
    );
    assert.equal((await listed({}, 6)).next, undefined);
  },

  async "finds whom events are about, by messages and refused packages"(store) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    await tx.inbox.addRefusal({ ...refusal("3"), sender: "known" }, 9);
    await tx.inbox.addRefusal(refusal("4"), 9);
    const refs = ["digest-1", "digest-2", "sealed-3", "sealed-4", "none"];
    assert.deepEqual([...(await tx.events.partners(refs))].sort(), [
      ["digest-1", "recipient"],
      ["digest-2", "sender"],
      ["sealed-3", "known"],
    ]);
    assert.equal((await tx.events.partners([])).size, 0);
  },

  async "counts by state and keeps events"(store) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    await tx.events.add({ kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" });
    assert.deepEqual(
      { outbox: await tx.outbox.counts(), ...(await tx.inbox.counts()) },
      {
        outbox: {
          queued: 1,
          sending: 0,
          delivered: 0,
          decided: 0,
          refused: 0,
          expired: 0,
          unsent: 0,
          replaced: 0,
        },
        inbox: 1,
        quarantined: 0,
      },
    );
    assert.deepEqual(await tx.events.about("alarm", "d"), [
      { kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" },
    ]);
    assert.equal(await tx.events.has("alarm", "d"), true);
    assert.equal(await tx.events.has("alarm", "e"), false);
    const coded = { kind: "coded", at: "2026-11-24T09:02:00Z", ref: "d" };
    for (const code of ["one", "other"]) await tx.events.add({ ...coded, code });
    assert.equal(await tx.events.has("coded", "d", "other"), true);
    assert.equal(await tx.events.has("coded", "d", "third"), false);
    assert.equal(await tx.events.has("coded", "e", "one"), false);
    assert.deepEqual(await tx.events.after("other", 0, 9), []);
  },

  async "keeps a note under a name, the newest"(store) {
    const tx = inside(store);
    assert.equal(await tx.marks.get("registry"), undefined);
    await tx.marks.set("registry", "1");
    await tx.marks.set("registry", "2");
    await tx.marks.set("clock", "3");
    assert.deepEqual([await tx.marks.get("registry"), await tx.marks.get("clock")], ["2", "3"]);
  },
};
