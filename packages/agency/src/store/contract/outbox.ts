import assert from "node:assert/strict";
import type { DecodedMessage } from "@safepassage/schema";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { note, outgoing } from "./rows.ts";

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

  async "puts a message that was signed again in the place of one, with its key"(store) {
    const tx = inside(store);
    const at = "2026-11-24T09:02:00Z";
    const first = (id: string) => ({ ...outgoing(id), history: note(id) });
    await tx.outbox.add(first("1"));
    await tx.outbox.add(first("2"));
    await tx.outbox.change("2", { state: "sending", sealed: "s", attempts: 1 });
    await tx.outbox.replace("1", { ...first("3"), submission: undefined }, at);
    await tx.outbox.replace("2", { ...first("4"), submission: undefined }, at);

    const rows = await Promise.all(["1", "2", "3", "4"].map((id) => tx.outbox.find(id)));
    assert.deepEqual(
      rows.map((row) => [row?.state, row?.posted, row?.sealed, row?.content !== undefined]),
      [
        ["replaced", false, undefined, false],
        // Its recipient may have read it, so what it said counts as told.
        ["replaced", true, undefined, true],
        ["queued", false, undefined, true],
        ["queued", false, undefined, true],
      ],
    );
    const submitted = async (key: string) => {
      const found = await tx.outbox.findSubmission(key);
      return [found?.row.id, found?.request];
    };
    assert.deepEqual(await submitted("key-1"), ["3", "request-1"]);
    assert.deepEqual(await submitted("key-2"), ["4", "request-2"]);
    const notes = ["1", "2", "3", "4"].map((id) => tx.history.find(`digest-${id}`));
    const told = (await Promise.all(notes)).map((one) => one && (one.undelivered ?? false));
    assert.deepEqual(told, [undefined, true, false, false]);
    assert.deepEqual(
      (await tx.outbox.due(99, 9)).map(({ id }) => id),
      ["3", "4"],
    );
    await assert.rejects(tx.outbox.replace("9", outgoing("5"), at), TypeError);
  },

  async "makes due what is open and names another catalogue"(store) {
    const tx = inside(store);
    const add = (id: string, profile: string, nextAttempt: number) => {
      const row = { ...outgoing(id), nextAttempt, pausedAt: 1 };
      const message = { ...row.content.message, clear: { "env.profile": profile } };
      const content = { ...row.content, message: message as unknown as DecodedMessage };
      return tx.outbox.add({ ...row, content });
    };
    await add("1", "before", 60);
    await add("2", "now", 60);
    await add("3", "before", 60);
    await tx.outbox.change("3", { state: "decided" });
    await add("4", "before", 5);
    await tx.outbox.wake({ notOf: "now" }, 50);
    assert.deepEqual(
      (await tx.outbox.due(50, 9)).map(({ id }) => id),
      ["4", "1"],
    );
  },

  async "makes due what has failed to reach a recipient"(store) {
    const tx = inside(store);
    const add = async (id: string, recipient: string, lastError: string | null) => {
      await tx.outbox.add({ ...outgoing(id), recipient, nextAttempt: 60, pausedAt: 1 });
      await tx.outbox.change(id, { state: "queued", lastError });
    };
    await add("1", "one", "GATEWAY_PEER_UNREACHABLE");
    await add("2", "other", "GATEWAY_PEER_UNREACHABLE");
    // It has not failed: it waits for something else.
    await add("3", "one", null);
    await add("4", "one", "GATEWAY_PEER_UNREACHABLE");
    await tx.outbox.change("4", { state: "decided" });
    await add("5", "one", "GATEWAY_PROFILE_DIFFERS");
    const lastErrors = ["GATEWAY_PEER_UNREACHABLE", "JSON_MALFORMED"];
    await tx.outbox.wake({ recipient: "one", lastErrors }, 50);
    assert.deepEqual(
      (await tx.outbox.due(50, 9)).map(({ id }) => id),
      ["1"],
    );
    await tx.outbox.wake({ lastErrors: ["GATEWAY_PEER_UNREACHABLE"] }, 50);
    assert.deepEqual(
      (await tx.outbox.due(50, 9)).map(({ id }) => id),
      ["1", "2"],
    );
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
    assert.deepEqual(await due("2026-12-01T09:01:59Z"), []);
    assert.deepEqual(await due("2026-12-01T09:02:00Z"), ["1"]);
  },
};
