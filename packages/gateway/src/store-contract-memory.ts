import assert from "node:assert/strict";
import { replayStoreContract } from "@safepassage/trust/contract";
import type { Tx } from "./store.ts";
import { arrival, incoming, KEEP_UNTIL, refusal, withoutUndefined } from "./store-contract-rows.ts";

/** What a store must know again: messages that it took, packages that it refused, notes. */
export const memoryChecks: Readonly<Record<string, (tx: Tx) => Promise<void>>> = {
  async "knows an id for good while its message is there, erased or not"(tx) {
    await tx.inbox.add(incoming("1"));
    await tx.inbox.erase("digest-1", "2026-11-24T09:02:00Z");
    assert.equal(await tx.replay.has({ iss: "sender", jti: "1", digest: "d" }), true);
    assert.equal(await tx.replay.insert({ ...arrival("1", "d"), iss: "sender" }), "seen-jti");
    assert.equal(await tx.replay.has({ iss: "another", jti: "1", digest: "d" }), false);
  },

  ...Object.fromEntries(
    Object.entries(replayStoreContract).map(([name, check]) => [
      `as a replay store: ${name}`,
      (store: Tx) => check(store.replay),
    ]),
  ),

  async "knows what was received by its id, until it is forgotten, and by its digest"(tx) {
    await tx.replay.insert(arrival("1", "d"));
    assert.equal(await tx.replay.has(arrival("1", "other")), true);
    assert.equal(await tx.replay.has({ ...arrival("1", "other"), iss: "b" }), false);
    assert.equal(await tx.replay.has(arrival("2", "d")), true);
    assert.equal(await tx.replay.has(arrival("2", "other")), false);
    await tx.replay.prune(KEEP_UNTIL);
    assert.equal(await tx.replay.has(arrival("1", "other")), false);
    assert.equal(await tx.replay.has(arrival("1", "d")), true);
  },

  async "keeps the newest refusals of unknown senders, and all of known ones"(tx) {
    await tx.inbox.addRefusal({ ...refusal("0"), sender: "known" }, 2);
    for (const id of ["1", "2", "3"]) await tx.inbox.addRefusal(refusal(id), 2);
    const kept = ["0", "1", "2", "3"].filter(async (id) => await tx.inbox.findRefusal(`sealed-${id}`));
    assert.deepEqual(kept, ["0", "2", "3"]);
    assert.deepEqual(
      withoutUndefined(await tx.inbox.findRefusal("sealed-3")),
      withoutUndefined(refusal("3")),
    );
  },

  async "keeps whose a refused package was when it comes again and cannot be opened"(tx) {
    await tx.inbox.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_EXPIRED" }, 9);
    await tx.inbox.addRefusal({ ...refusal("1"), code: "PACKAGE_KEY_UNKNOWN" }, 9);
    const { sender, code } = await tx.inbox.findRefusal("sealed-1") ?? {};
    assert.deepEqual([sender, code], ["known", "MESSAGE_EXPIRED"]);
    await tx.inbox.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_AGREEMENT_UNKNOWN" }, 9);
    assert.equal((await tx.inbox.findRefusal("sealed-1"))?.code, "MESSAGE_AGREEMENT_UNKNOWN");
  },

  async "repeats the receipts of what was judged, not of what could not be opened"(tx) {
    await tx.inbox.addRefusal({ ...refusal("1"), sender: "known", code: "rejected" }, 9);
    await tx.inbox.addRefusal(refusal("2"), 9);
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-1"), ["refused"]);
    assert.equal(await tx.inbox.receiptsFor("sealed-2"), undefined);
    assert.equal(await tx.inbox.receiptsFor("sealed-3"), undefined);
  },

  async "keeps a note under a name, the newest"(tx) {
    assert.equal(await tx.marks.get("registry"), undefined);
    await tx.marks.set("registry", "1");
    await tx.marks.set("registry", "2");
    await tx.marks.set("clock", "3");
    assert.deepEqual([await tx.marks.get("registry"), await tx.marks.get("clock")], ["2", "3"]);
  },
};
