import assert from "node:assert/strict";
import type { ReplayEntry } from "../ports.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { arrival, incoming, KEEP_UNTIL } from "./rows.ts";

/** Checks of the memory of received messages. */
export const replayChecks: Checks = {
  async "knows an id for good while its message is there, erased or not"(store) {
    const tx = inside(store);
    await tx.inbox.add(incoming("1"));
    await tx.inbox.erase("digest-1", "2026-11-24T09:02:00Z");
    assert.equal(await tx.replay.has({ iss: "sender", jti: "1", digest: "d" }), true);
    assert.equal(await tx.replay.insert({ ...arrival("1", "d"), iss: "sender" }), "seen-jti");
    assert.equal(await tx.replay.has({ iss: "another", jti: "1", digest: "d" }), false);
  },

  async "knows what was received by its id, until it is forgotten, and by its digest"(store) {
    const tx = inside(store);
    await tx.replay.insert(arrival("1", "d"));
    assert.equal(await tx.replay.has(arrival("1", "other")), true);
    assert.equal(await tx.replay.has({ ...arrival("1", "other"), iss: "b" }), false);
    assert.equal(await tx.replay.has(arrival("2", "d")), true);
    assert.equal(await tx.replay.has(arrival("2", "other")), false);
    assert.deepEqual(
      [await tx.replay.hasDigest("d"), await tx.replay.hasDigest("other")],
      [true, false],
    );
    await tx.replay.prune(KEEP_UNTIL);
    assert.equal(await tx.replay.has(arrival("1", "other")), false);
    assert.equal(await tx.replay.has(arrival("1", "d")), true);
  },

  async "takes an entry once"(store) {
    const { replay } = inside(store);
    assert.equal(await replay.insert(entry()), "new");
    assert.equal(await replay.insert(entry()), "seen-jti");
  },

  async "knows an id again under another digest"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    assert.equal(await replay.insert(entry({ digest: "other" })), "seen-jti");
  },

  async "knows a digest again under another id or issuer"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    assert.equal(await replay.insert(entry({ jti: "other" })), "seen-digest");
    assert.equal(await replay.insert(entry({ iss: "https://other.test" })), "seen-digest");
  },

  async "keeps the ids of two issuers apart"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    assert.equal(await replay.insert(entry({ iss: "https://other.test", digest: "other" })), "new");
  },

  async "does not mistake one pair of issuer and id for another"(store) {
    const { replay } = inside(store);
    await replay.insert(entry({ iss: "https://a.test", jti: "/b c", digest: "1" }));
    assert.equal(
      await replay.insert(entry({ iss: "https://a.test/b", jti: " c", digest: "2" })),
      "new",
    );
    assert.equal(
      await replay.insert(entry({ iss: "https://a.test/b ", jti: "c", digest: "3" })),
      "new",
    );
  },

  async "stores nothing of an entry it refuses"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    await replay.insert(entry({ digest: "second" }));
    await replay.insert(entry({ jti: "third" }));
    assert.equal(await replay.insert(entry({ jti: "fourth", digest: "second" })), "new");
    assert.equal(await replay.insert(entry({ jti: "third", digest: "fifth" })), "new");
  },

  async "forgets ids when their time is over, and not before"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    assert.equal(await replay.prune(new Date(KEEP_UNTIL.getTime() - 1)), 0);
    assert.equal(await replay.insert(entry({ digest: "other" })), "seen-jti");
    assert.equal(await replay.prune(KEEP_UNTIL), 1);
    assert.equal(await replay.prune(KEEP_UNTIL), 0);
    assert.equal(await replay.insert(entry({ digest: "other" })), "new");
  },

  async "never forgets a digest"(store) {
    const { replay } = inside(store);
    await replay.insert(entry());
    await replay.prune(new Date("9999-01-01T00:00:00Z"));
    assert.equal(await replay.insert(entry()), "seen-digest");
  },
};

/** An entry, with what differs. */
const entry = (more: Partial<ReplayEntry> = {}): ReplayEntry => ({
  ...{ iss: "https://sender.test", jti: "id", digest: "digest", keepUntil: KEEP_UNTIL },
  ...more,
});
