import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { arrival, incoming } from "./rows.ts";

/** Checks of transactions. */
export const transactionChecks: Checks = {
  async "stores all of a transaction or nothing"(store) {
    const tx = inside(store);
    await assert.rejects(() =>
      store.transaction(async ({ inbox, replay }) => {
        await inbox.add(incoming("1"));
        await replay.insert(arrival("1", "d"));
        throw new Error("stop");
      }),
    );
    assert.equal(await tx.inbox.find("sender", "1"), undefined);
    assert.equal(await tx.replay.has(arrival("1", "d")), false);
    await store.transaction(({ inbox }) => inbox.add(incoming("1")));
    assert.equal((await tx.inbox.find("sender", "1"))?.id, "1");
  },

  async "shows nobody what a transaction has written before it has ended"(store) {
    const tx = inside(store);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const writing = store.transaction(async ({ inbox }) => {
      await inbox.add(incoming("1"));
      await mayEnd;
      throw new Error("stop");
    });
    const seen = tx.inbox.find("sender", "1");
    end();
    await assert.rejects(writing);
    assert.equal(await seen, undefined);
  },

  async "goes on after a transaction that failed, and returns what the work returns"(store) {
    await assert.rejects(
      store.transaction(async () => {
        throw new Error("stop");
      }),
      { message: "stop" },
    );
    assert.equal(await store.transaction(async () => 7), 7);
  },
};
