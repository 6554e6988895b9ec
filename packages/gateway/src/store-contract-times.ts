import assert from "node:assert/strict";
import type { Tx } from "./store.ts";
import { incoming, outgoing } from "./store-contract-rows.ts";

/** What a store must do with what has a time: attempts, deadlines, erasure. */
export const timeChecks: Readonly<Record<string, (tx: Tx) => Promise<void>>> = {
  async "lists what is due, oldest first, and nothing that is final"(tx) {
    for (const [id, nextAttempt] of [
      ["1", 30],
      ["2", 10],
      ["3", 20],
      ["4", 99],
    ] as const) {
      await tx.outbox.add({ ...outgoing(id), nextAttempt });
    }
    const due = async (now: number, limit = 9) => (await tx.outbox.due(now, limit)).map(({ id }) => id);
    assert.deepEqual(due(50), ["2", "3", "1"]);
    assert.deepEqual(due(50, 2), ["2", "3"]);
    await tx.outbox.change("2", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 40 });
    assert.deepEqual(due(50), ["3", "1", "2"]);
    await tx.outbox.change("2", { state: "decided", sealed: null, receipts: ["r"] });
    await tx.outbox.change("3", { state: "expired" });
    await tx.outbox.change("1", { state: "refused" });
    assert.deepEqual(due(50), []);
    const { state, sealed, attempts, receipts } = await tx.outbox.find("2") ?? {};
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

  async "lists emergencies first, and the rows of one recipient in nobody else's place"(tx) {
    const add = async (id: string, recipient: string, emergency = false) =>
      await tx.outbox.add({ ...outgoing(id), recipient, emergency, nextAttempt: Number(id) });
    for (const id of ["1", "2", "3"]) add(id, "a");
    add("4", "b");
    add("5", "a", true);
    add("6", "b", true);
    assert.deepEqual(await tx.outbox.due(50, 2), [
      { id: "5", recipient: "a", emergency: true },
      { id: "6", recipient: "b", emergency: true },
      { id: "1", recipient: "a", emergency: false },
      { id: "2", recipient: "a", emergency: false },
      { id: "4", recipient: "b", emergency: false },
    ]);
    // That a life was at stake is case data too.
    await tx.outbox.erase("digest-5", "2026-11-24T09:02:00Z", undefined);
    assert.deepEqual(
      (await tx.outbox.due(50, 1)).map(({ id }) => id),
      ["6", "1", "4"],
    );
  },

  async "takes an attempt for due where the clock was set back behind its setting"(tx) {
    await tx.outbox.add({ ...outgoing("1"), nextAttempt: 60, pausedAt: 50 });
    const due = async (now: number) => (await tx.outbox.due(now, 9)).map(({ id }) => id);
    assert.deepEqual([due(50), due(59), due(60), due(49)], [[], [], ["1"], ["1"]]);
    await tx.outbox.change("1", { state: "queued", nextAttempt: 45, pausedAt: 40 });
    assert.deepEqual([due(39), due(40), due(45)], [["1"], [], ["1"]]);
  },

  async "lists what is overdue from the day after eraseBy"(tx) {
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    assert.deepEqual(store.overdue("2026-12-24", 9), { inbox: [], outbox: [] });
    assert.deepEqual(store.overdue("2026-12-25", 9), { inbox: ["digest-2"], outbox: ["digest-1"] });
    await tx.outbox.erase("digest-1", "2026-12-25T00:00:00Z", undefined);
    await tx.inbox.erase("digest-2", "2026-12-25T00:00:00Z");
    assert.deepEqual(store.overdue("2026-12-25", 9), { inbox: [], outbox: [] });
  },

  async "keeps clocks, and lists the requests that are not answered, the first to end first"(tx) {
    const from = "2026-11-24T09:02:00Z";
    const clock = { from, by: "2026-11-24T17:02:00Z" };
    await tx.inbox.add({ ...incoming("1"), clock });
    await tx.inbox.add(incoming("2"));
    await tx.outbox.add(outgoing("3"));
    const sooner = { from, by: "2026-11-24T12:00:00Z" };
    await tx.answers.setClock("outbox", "digest-3", sooner);
    assert.deepEqual((await tx.inbox.find("sender", "1"))?.clock, clock);
    assert.equal((await tx.inbox.find("sender", "2"))?.clock, undefined);
    assert.deepEqual((await tx.outbox.find("3"))?.clock, sooner);
    assert.deepEqual(await tx.answers.open(9), [
      { digest: "digest-3", id: "3", own: true, other: "recipient", clock: sooner },
      { digest: "digest-1", id: "1", own: false, other: "sender", clock },
    ]);
    assert.deepEqual(
      (await tx.answers.open(1)).map(({ id }) => id),
      ["3"],
    );
    assert.deepEqual(await tx.answers.count("2026-11-24T12:00:00Z"), {
      owed: { open: 1, overdue: 0 },
      awaited: { open: 1, overdue: 0 },
    });
    assert.deepEqual((await tx.answers.count("2026-11-24T12:00:01Z")).awaited, { open: 1, overdue: 1 });

    const overdue = async (at: string, limit = 9) => await tx.answers.overdue(at, limit);
    assert.deepEqual(overdue("2026-11-24T12:00:00Z"), []);
    assert.deepEqual(overdue("2026-11-24T17:02:01Z", 1), ["digest-3"]);
    assert.deepEqual(overdue("2026-11-24T17:02:01Z"), ["digest-3", "digest-1"]);
    await tx.events.add({ kind: "answerOverdue", at: from, ref: "digest-3" });
    assert.deepEqual(overdue("2026-11-24T17:02:01Z"), ["digest-1"]);

    const answered = { ...clock, answeredAt: "2026-11-24T10:00:00Z" };
    await tx.answers.setClock("inbox", "digest-1", answered);
    await tx.outbox.erase("digest-3", "2026-11-24T11:00:00Z", undefined);
    assert.deepEqual(await tx.answers.open(9), []);
    assert.deepEqual(overdue("2026-11-24T17:02:01Z"), []);
    // How long an answer took is known for good; it says nothing about a person.
    await tx.inbox.erase("digest-1", "2026-11-24T11:00:00Z");
    assert.deepEqual((await tx.inbox.find("sender", "1"))?.clock, answered);
  },
};
