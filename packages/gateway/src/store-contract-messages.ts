import assert from "node:assert/strict";
import type { Tx } from "./store.ts";
import { arrival, incoming, outgoing, withoutUndefined } from "./store-contract-rows.ts";

/** What a store must do with messages: keep, list and erase them. */
export const messageChecks: Readonly<Record<string, (tx: Tx) => Promise<void>>> = {
  async "returns what was stored"(tx) {
    await tx.outbox.add(outgoing("1"));
    const { content, submission: _, history: __, emergency: ___, ...rest } = outgoing("1");
    assert.deepEqual(withoutUndefined(await tx.outbox.find("1")), {
      ...rest,
      state: "queued",
      posted: false,
      attempts: 0,
      receipts: [],
      content: { ...content, seed: new Uint8Array(content.seed) },
    });
    assert.equal((await tx.outbox.findByDigest("digest-1"))?.id, "1");
    assert.equal((await tx.outbox.findSubmission("key-1"))?.row.id, "1");
    assert.equal((await tx.outbox.findSubmission("key-1"))?.request, "request-1");
    assert.equal(await tx.outbox.findSubmission("key-2"), undefined);
    assert.equal(await tx.outbox.find("2"), undefined);

    await tx.inbox.add(incoming("3"));
    assert.deepEqual(
      withoutUndefined(await tx.inbox.find("sender", "3")),
      withoutUndefined(incoming("3")),
    );
    assert.equal((await tx.inbox.findByDigest("digest-3"))?.id, "3");
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-3"), ["delivered", "decided"]);
  },

  async "stores all of a transaction or nothing"(tx) {
    assert.throws(() =>
      store.transaction(async () => {
        await tx.inbox.add(incoming("1"));
        await tx.replay.insert(arrival("1", "d"));
        throw new Error("stop");
      }),
    );
    assert.equal(await tx.inbox.find("sender", "1"), undefined);
    assert.equal(await tx.replay.has(arrival("1", "d")), false);
    store.transaction(async () => await tx.inbox.add(incoming("1")));
    assert.equal((await tx.inbox.find("sender", "1"))?.id, "1");
  },

  async "refuses a second message of the same id, digest or submission"(tx) {
    await tx.outbox.add(outgoing("1"));
    assert.throws(async () => await tx.outbox.add(outgoing("1")));
    assert.throws(async () => await tx.outbox.add({ ...outgoing("2"), digest: "digest-1" }));
    assert.throws(async () =>
      await tx.outbox.add({ ...outgoing("2"), submission: outgoing("1").submission }),
    );
    await tx.outbox.add({ ...outgoing("2"), submission: undefined });
    await tx.outbox.add({ ...outgoing("3"), submission: undefined });
    await tx.inbox.add(incoming("1"));
    assert.throws(async () => await tx.inbox.add(incoming("1")));
    assert.throws(async () => await tx.inbox.add({ ...incoming("2"), sealedDigest: "sealed-1" }));
  },

  async "keeps messages of two senders apart that have the same id"(tx) {
    const other = { ...incoming("2"), id: "1", sender: "another" };
    await tx.inbox.add(incoming("1"));
    await tx.inbox.add(other);
    assert.equal((await tx.inbox.find("sender", "1"))?.digest, "digest-1");
    assert.equal((await tx.inbox.find("another", "1"))?.digest, "digest-2");
    await tx.answers.setClock("inbox", "digest-2", {
      from: "2026-11-24T09:02:00Z",
      by: "2026-11-24T17:02:00Z",
    });
    await tx.inbox.erase("digest-2", "2026-11-24T09:02:00Z");
    const { clock, content } = await tx.inbox.find("sender", "1") ?? {};
    assert.deepEqual([clock, content === undefined], [undefined, false]);
  },

  async "knows for good what was posted, and waits with what is erased since until its deadline"(tx) {
    await tx.outbox.add(outgoing("1"));
    await tx.outbox.add(outgoing("2"));
    await tx.outbox.change("1", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 0 });
    await tx.outbox.change("1", { state: "queued", sealed: null });
    assert.deepEqual(
      ["1", "2"].map(async (id) => (await tx.outbox.find(id))?.posted),
      [true, false],
    );
    const at = "2026-11-24T09:02:00Z";
    for (const digest of ["digest-1", "digest-2"]) await tx.outbox.erase(digest, at, undefined);
    const due = async (time: string) => (await tx.outbox.due(Date.parse(time), 9)).map(({ id }) => id);
    assert.deepEqual(due("2026-12-01T09:01:59Z"), ["2"]);
    assert.deepEqual(due("2026-12-01T09:02:00Z"), ["2", "1"]);
  },

  async "erases the content and keeps the proof"(tx) {
    await tx.outbox.add(outgoing("1"));
    await tx.outbox.change("1", { state: "decided", sealed: "ciphertext", receipts: ["r"] });
    await tx.inbox.add(incoming("2"));
    await tx.outbox.erase("digest-1", "2026-11-24T09:02:00Z", "certificate");
    await tx.outbox.erase("digest-1", "2026-11-24T09:10:00Z", undefined);
    await tx.inbox.erase("digest-2", "2026-11-24T09:02:00Z");
    store.scrub();

    const sent = await tx.outbox.find("1");
    assert.equal(sent?.content, undefined);
    assert.equal(sent?.sealed, undefined);
    // It was destroyed when it was first erased, and the certificate stays.
    assert.deepEqual([sent?.certificate, sent?.erasedAt], ["certificate", "2026-11-24T09:02:00Z"]);
    assert.deepEqual(await tx.outbox.findSubmission("key-1"), { row: sent, request: undefined });
    assert.deepEqual([sent?.jwt, sent?.receipts], ["jwt-1", ["r"]]);
    const received = await tx.inbox.find("sender", "2");
    assert.equal(received?.content, undefined);
    assert.equal(received?.erasedAt, "2026-11-24T09:02:00Z");
    assert.deepEqual(received?.receipts, ["delivered", "decided"]);
    // The same octets again are still answered, and the same message is still known.
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-2"), ["delivered", "decided"]);
  },

  async "lists what is in quarantine apart"(tx) {
    await tx.inbox.add(incoming("2"));
    await tx.inbox.add({ ...incoming("3"), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" });
    assert.deepEqual(
      (await tx.quarantine.list()).map(({ id }) => id),
      ["3"],
    );
    assert.equal(store.counts().quarantined, 1);
    await tx.quarantine.mend("digest-3", "digest-2");
    const { mendBy, mendedBy } = await tx.inbox.find("sender", "3") ?? {};
    assert.deepEqual([mendBy, mendedBy], [undefined, "digest-2"]);
    assert.equal(store.counts().quarantined, 0);
  },

  async "counts by state and keeps events"(tx) {
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    await tx.events.add({ kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" });
    assert.deepEqual(store.counts(), {
      outbox: { queued: 1, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 },
      inbox: 1,
      quarantined: 0,
    });
    assert.deepEqual(await tx.events.list("alarm"), [
      { kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" },
    ]);
    assert.equal(await tx.events.has("alarm", "d"), true);
    assert.equal(await tx.events.has("alarm", "e"), false);
    assert.deepEqual(await tx.events.list("other"), []);
  },
};
