import assert from "node:assert/strict";
import type { GatewayStore } from "./store.ts";
import { arrival, incoming, outgoing, withoutUndefined } from "./store-contract-rows.ts";

/** What a store must do with messages: keep, list and erase them. */
export const messageChecks: Readonly<Record<string, (store: GatewayStore) => void>> = {
  "returns what was stored"(store) {
    store.addOutbox(outgoing("1"));
    const { content, submission: _, history: __, emergency: ___, ...rest } = outgoing("1");
    assert.deepEqual(withoutUndefined(store.findOutbox("1")), {
      ...rest,
      state: "queued",
      posted: false,
      attempts: 0,
      receipts: [],
      content: { ...content, seed: new Uint8Array(content.seed) },
    });
    assert.equal(store.findOutboxByDigest("digest-1")?.id, "1");
    assert.equal(store.findSubmission("key-1")?.row.id, "1");
    assert.equal(store.findSubmission("key-1")?.request, "request-1");
    assert.equal(store.findSubmission("key-2"), undefined);
    assert.equal(store.findOutbox("2"), undefined);

    store.addInbox(incoming("3"));
    assert.deepEqual(
      withoutUndefined(store.findInbox("sender", "3")),
      withoutUndefined(incoming("3")),
    );
    assert.equal(store.findInboxByDigest("digest-3")?.id, "3");
    assert.deepEqual(store.receiptsFor("sealed-3"), ["delivered", "decided"]);
  },

  "stores all of a transaction or nothing"(store) {
    assert.throws(() =>
      store.transaction(() => {
        store.addInbox(incoming("1"));
        store.replay.insert(arrival("1", "d"));
        throw new Error("stop");
      }),
    );
    assert.equal(store.findInbox("sender", "1"), undefined);
    assert.equal(store.replay.has(arrival("1", "d")), false);
    store.transaction(() => store.addInbox(incoming("1")));
    assert.equal(store.findInbox("sender", "1")?.id, "1");
  },

  "refuses a second message of the same id, digest or submission"(store) {
    store.addOutbox(outgoing("1"));
    assert.throws(() => store.addOutbox(outgoing("1")));
    assert.throws(() => store.addOutbox({ ...outgoing("2"), digest: "digest-1" }));
    assert.throws(() =>
      store.addOutbox({ ...outgoing("2"), submission: outgoing("1").submission }),
    );
    store.addOutbox({ ...outgoing("2"), submission: undefined });
    store.addOutbox({ ...outgoing("3"), submission: undefined });
    store.addInbox(incoming("1"));
    assert.throws(() => store.addInbox(incoming("1")));
    assert.throws(() => store.addInbox({ ...incoming("2"), sealedDigest: "sealed-1" }));
  },

  "keeps messages of two senders apart that have the same id"(store) {
    const other = { ...incoming("2"), id: "1", sender: "another" };
    store.addInbox(incoming("1"));
    store.addInbox(other);
    assert.equal(store.findInbox("sender", "1")?.digest, "digest-1");
    assert.equal(store.findInbox("another", "1")?.digest, "digest-2");
    store.setClock("inbox", "digest-2", {
      from: "2026-11-24T09:02:00Z",
      by: "2026-11-24T17:02:00Z",
    });
    store.eraseInbox("digest-2", "2026-11-24T09:02:00Z");
    const { clock, content } = store.findInbox("sender", "1") ?? {};
    assert.deepEqual([clock, content === undefined], [undefined, false]);
  },

  "knows for good what was posted, and waits with what is erased since until its deadline"(store) {
    store.addOutbox(outgoing("1"));
    store.addOutbox(outgoing("2"));
    store.changeOutbox("1", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 0 });
    store.changeOutbox("1", { state: "queued", sealed: null });
    assert.deepEqual(
      ["1", "2"].map((id) => store.findOutbox(id)?.posted),
      [true, false],
    );
    const at = "2026-11-24T09:02:00Z";
    for (const digest of ["digest-1", "digest-2"]) store.eraseOutbox(digest, at, undefined);
    const due = (time: string) => store.dueOutbox(Date.parse(time), 9).map(({ id }) => id);
    assert.deepEqual(due("2026-12-01T09:01:59Z"), ["2"]);
    assert.deepEqual(due("2026-12-01T09:02:00Z"), ["2", "1"]);
  },

  "erases the content and keeps the proof"(store) {
    store.addOutbox(outgoing("1"));
    store.changeOutbox("1", { state: "decided", sealed: "ciphertext", receipts: ["r"] });
    store.addInbox(incoming("2"));
    store.eraseOutbox("digest-1", "2026-11-24T09:02:00Z", "certificate");
    store.eraseOutbox("digest-1", "2026-11-24T09:10:00Z", undefined);
    store.eraseInbox("digest-2", "2026-11-24T09:02:00Z");
    store.scrub();

    const sent = store.findOutbox("1");
    assert.equal(sent?.content, undefined);
    assert.equal(sent?.sealed, undefined);
    // It was destroyed when it was first erased, and the certificate stays.
    assert.deepEqual([sent?.certificate, sent?.erasedAt], ["certificate", "2026-11-24T09:02:00Z"]);
    assert.deepEqual(store.findSubmission("key-1"), { row: sent, request: undefined });
    assert.deepEqual([sent?.jwt, sent?.receipts], ["jwt-1", ["r"]]);
    const received = store.findInbox("sender", "2");
    assert.equal(received?.content, undefined);
    assert.equal(received?.erasedAt, "2026-11-24T09:02:00Z");
    assert.deepEqual(received?.receipts, ["delivered", "decided"]);
    // The same octets again are still answered, and the same message is still known.
    assert.deepEqual(store.receiptsFor("sealed-2"), ["delivered", "decided"]);
  },

  "lists what is in quarantine apart"(store) {
    store.addInbox(incoming("2"));
    store.addInbox({ ...incoming("3"), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" });
    assert.deepEqual(
      store.quarantined().map(({ id }) => id),
      ["3"],
    );
    assert.equal(store.counts().quarantined, 1);
    store.mendInbox("digest-3", "digest-2");
    const { mendBy, mendedBy } = store.findInbox("sender", "3") ?? {};
    assert.deepEqual([mendBy, mendedBy], [undefined, "digest-2"]);
    assert.equal(store.counts().quarantined, 0);
  },

  "counts by state and keeps events"(store) {
    store.addOutbox(outgoing("1"));
    store.addInbox(incoming("2"));
    store.addEvent({ kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" });
    assert.deepEqual(store.counts(), {
      outbox: { queued: 1, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 },
      inbox: 1,
      quarantined: 0,
    });
    assert.deepEqual(store.events("alarm"), [
      { kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" },
    ]);
    assert.equal(store.hasEvent("alarm", "d"), true);
    assert.equal(store.hasEvent("alarm", "e"), false);
    assert.deepEqual(store.events("other"), []);
  },
};
