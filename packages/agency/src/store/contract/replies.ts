import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { pending } from "./rows.ts";

/** Checks of replies that are not signed yet. */
export const repliesChecks: Checks = {
  async "gives each reply back as it was, with how often it was tried"(store) {
    const { replies } = inside(store);
    await replies.add(pending("1"));
    assert.deepEqual(await replies.due(0, 9), [{ ...pending("1"), attempts: 0 }]);
    await replies.postpone("1", { nextAttempt: 0, pausedAt: 0 });
    assert.deepEqual(await replies.due(0, 9), [{ ...pending("1"), attempts: 1 }]);
    assert.deepEqual(await replies.find("1"), { ...pending("1"), attempts: 1 });
    assert.equal(await replies.find("2"), undefined);
  },

  async "lists what is due, the oldest first, also where the clock was set back"(store) {
    const { replies } = inside(store);
    for (const id of ["1", "2", "3"]) await replies.add(pending(id));
    const due = async (now: number, limit = 9) =>
      (await replies.due(now, limit)).map(({ id }) => id);
    assert.deepEqual(await due(50), ["1", "2", "3"]);
    assert.deepEqual(await due(50, 2), ["1", "2"]);
    await replies.postpone("1", { nextAttempt: 60, pausedAt: 50 });
    assert.deepEqual(await due(59), ["2", "3"]);
    assert.deepEqual(await due(60), ["2", "3", "1"]);
    assert.deepEqual(await due(49), ["2", "3", "1"]);
  },

  async "has nothing any more of what was removed"(store) {
    const { replies } = inside(store);
    for (const id of ["1", "2"]) await replies.add(pending(id));
    await replies.remove("1");
    assert.deepEqual(
      (await replies.due(0, 9)).map(({ id }) => id),
      ["2"],
    );
    assert.equal(await replies.find("1"), undefined);
  },
};
