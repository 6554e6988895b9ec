import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { outgoing } from "./rows.ts";

/** Checks of messages on their way out. */
export const outboxChecks: Checks = {
  async "lists what is due, oldest first, and nothing that is final"(store) {
    const tx = inside(store);
    for (const [id, nextAttempt] of [
      ["1", 30],
      ["2", 10],
      ["3", 20],
      ["4", 99],
    ] as const) {
      await tx.outbox.add({ ...outgoing(id), nextAttempt });
    }
    const due = async (now: number, limit = 9) =>
      (await tx.outbox.due(now, limit)).map(({ id }) => id);
    assert.deepEqual(await due(50), ["2", "3", "1"]);
    assert.deepEqual(await due(50, 2), ["2", "3"]);
    await tx.outbox.change("2", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 40 });
    assert.deepEqual(await due(50), ["3", "1", "2"]);
    await tx.outbox.change("2", { state: "decided", sealed: null, receipts: ["r"] });
    await tx.outbox.change("3", { state: "expired" });
    await tx.outbox.change("1", { state: "refused" });
    assert.deepEqual(await due(50), []);
    const { state, sealed, attempts, receipts } = (await tx.outbox.find("2")) ?? {};
    assert.deepEqual(
      { state, sealed, attempts, receipts },
      {
        state: "decided",
        sealed: undefined,
        attempts: 1,
        receipts: ["r"],
      },
    );
  },

  async "lists emergencies first, and the rows of one recipient in nobody else's place"(store) {
    const tx = inside(store);
    const add = (id: string, recipient: string, emergency = false) =>
      tx.outbox.add({ ...outgoing(id), recipient, emergency, nextAttempt: Number(id) });
    for (const id of ["1", "2", "3"]) await add(id, "a");
    await add("4", "b");
    await add("5", "a", true);
    await add("6", "b", true);
    assert.deepEqual(await tx.outbox.due(50, 2), [
      { id: "5", recipient: "a", emergency: true },
      { id: "6", recipient: "b", emergency: true },
      { id: "1", recipient: "a", emergency: false },
      { id: "2", recipient: "a", emergency: false },
      { id: "4", recipient: "b", emergency: false },
    ]);
    // A claimed threat to life is case data too.
    await tx.outbox.erase("digest-5", "2026-11-24T09:02:00Z", undefined);
    assert.deepEqual(
      (await tx.outbox.due(50, 1)).map(({ id }) => id),
      ["6", "1", "4"],
    );
  },

  async "takes an attempt for due where the clock was set back behind its setting"(store) {
    const tx = inside(store);
    await tx.outbox.add({ ...outgoing("1"), nextAttempt: 60, pausedAt: 50 });
    const due = async (now: number) => (await tx.outbox.due(now, 9)).map(({ id }) => id);
    assert.deepEqual(
      [await due(50), await due(59), await due(60), await due(49)],
      [[], [], ["1"], ["1"]],
    );
    await tx.outbox.change("1", { state: "queued", nextAttempt: 45, pausedAt: 40 });
    assert.deepEqual([await due(39), await due(40), await due(45)], [["1"], [], ["1"]]);
  },

  async "knows for good what was posted, and waits with what is erased since until its deadline"(
    store,
  ) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    await tx.outbox.add(outgoing("2"));
    await tx.outbox.change("1", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 0 });
    await tx.outbox.change("1", { state: "queued", sealed: null });
    const posted = async (id: string) => (await tx.outbox.find(id))?.posted;
    assert.deepEqual([await posted("1"), await posted("2")], [true, false]);
    const at = "2026-11-24T09:02:00Z";
    for (const digest of ["digest-1", "digest-2"]) await tx.outbox.erase(digest, at, undefined);
    const due = async (time: string) =>
      (await tx.outbox.due(Date.parse(time), 9)).map(({ id }) => id);
    assert.deepEqual(await due("2026-12-01T09:01:59Z"), ["2"]);
    assert.deepEqual(await due("2026-12-01T09:02:00Z"), ["2", "1"]);
  },
};
