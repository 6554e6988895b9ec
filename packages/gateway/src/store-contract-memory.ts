import assert from "node:assert/strict";
import { replayStoreContract } from "@safepassage/trust/contract";
import type { GatewayStore } from "./store.ts";
import { arrival, incoming, KEEP_UNTIL, refusal, withoutUndefined } from "./store-contract-rows.ts";

/** What a store must know again: messages that it took, packages that it refused, notes. */
export const memoryChecks: Readonly<Record<string, (store: GatewayStore) => void>> = {
  "knows an id for good while its message is there, erased or not"(store) {
    store.addInbox(incoming("1"));
    store.eraseInbox("digest-1", "2026-11-24T09:02:00Z");
    assert.equal(store.replay.has({ iss: "sender", jti: "1", digest: "d" }), true);
    assert.equal(store.replay.insert({ ...arrival("1", "d"), iss: "sender" }), "seen-jti");
    assert.equal(store.replay.has({ iss: "another", jti: "1", digest: "d" }), false);
  },

  ...Object.fromEntries(
    Object.entries(replayStoreContract).map(([name, check]) => [
      `as a replay store: ${name}`,
      (store: GatewayStore) => check(store.replay),
    ]),
  ),

  "knows what was received by its id, until it is forgotten, and by its digest"(store) {
    store.replay.insert(arrival("1", "d"));
    assert.equal(store.replay.has(arrival("1", "other")), true);
    assert.equal(store.replay.has({ ...arrival("1", "other"), iss: "b" }), false);
    assert.equal(store.replay.has(arrival("2", "d")), true);
    assert.equal(store.replay.has(arrival("2", "other")), false);
    store.replay.prune(KEEP_UNTIL);
    assert.equal(store.replay.has(arrival("1", "other")), false);
    assert.equal(store.replay.has(arrival("1", "d")), true);
  },

  "keeps the newest refusals of unknown senders, and all of known ones"(store) {
    store.addRefusal({ ...refusal("0"), sender: "known" }, 2);
    for (const id of ["1", "2", "3"]) store.addRefusal(refusal(id), 2);
    const kept = ["0", "1", "2", "3"].filter((id) => store.findRefusal(`sealed-${id}`));
    assert.deepEqual(kept, ["0", "2", "3"]);
    assert.deepEqual(
      withoutUndefined(store.findRefusal("sealed-3")),
      withoutUndefined(refusal("3")),
    );
  },

  "keeps whose a refused package was when it comes again and cannot be opened"(store) {
    store.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_EXPIRED" }, 9);
    store.addRefusal({ ...refusal("1"), code: "PACKAGE_KEY_UNKNOWN" }, 9);
    const { sender, code } = store.findRefusal("sealed-1") ?? {};
    assert.deepEqual([sender, code], ["known", "MESSAGE_EXPIRED"]);
    store.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_AGREEMENT_UNKNOWN" }, 9);
    assert.equal(store.findRefusal("sealed-1")?.code, "MESSAGE_AGREEMENT_UNKNOWN");
  },

  "repeats the receipts of what was judged, not of what could not be opened"(store) {
    store.addRefusal({ ...refusal("1"), sender: "known", code: "rejected" }, 9);
    store.addRefusal(refusal("2"), 9);
    assert.deepEqual(store.receiptsFor("sealed-1"), ["refused"]);
    assert.equal(store.receiptsFor("sealed-2"), undefined);
    assert.equal(store.receiptsFor("sealed-3"), undefined);
  },

  "keeps a note under a name, the newest"(store) {
    assert.equal(store.mark("registry"), undefined);
    store.setMark("registry", "1");
    store.setMark("registry", "2");
    store.setMark("clock", "3");
    assert.deepEqual([store.mark("registry"), store.mark("clock")], ["2", "3"]);
  },
};
