import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming, refusal, withoutUndefined } from "./rows.ts";

/** Checks of messages received and packages refused. */
export const inboxChecks: Checks = {
  async "keeps messages of two senders apart that have the same id"(store) {
    const tx = inside(store);
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
    const { clock, content } = (await tx.inbox.find("sender", "1")) ?? {};
    assert.deepEqual([clock, content === undefined], [undefined, false]);
  },

  async "keeps the newest refusals of unknown senders, and all of known ones"(store) {
    const tx = inside(store);
    await tx.inbox.addRefusal({ ...refusal("0"), sender: "known" }, 2);
    for (const id of ["1", "2", "3"]) await tx.inbox.addRefusal(refusal(id), 2);
    const kept = async (id: string) => (await tx.inbox.findRefusal(`sealed-${id}`)) !== undefined;
    assert.deepEqual(
      [await kept("0"), await kept("1"), await kept("2"), await kept("3")],
      [true, false, true, true],
    );
    assert.deepEqual(
      withoutUndefined(await tx.inbox.findRefusal("sealed-3")),
      withoutUndefined(refusal("3")),
    );
  },

  async "keeps whose a refused package was when it comes again and cannot be opened"(store) {
    const tx = inside(store);
    await tx.inbox.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_EXPIRED" }, 9);
    await tx.inbox.addRefusal({ ...refusal("1"), code: "PACKAGE_KEY_UNKNOWN" }, 9);
    const { sender, code } = (await tx.inbox.findRefusal("sealed-1")) ?? {};
    assert.deepEqual([sender, code], ["known", "MESSAGE_EXPIRED"]);
    await tx.inbox.addRefusal(
      { ...refusal("1"), sender: "known", code: "MESSAGE_AGREEMENT_UNKNOWN" },
      9,
    );
    assert.equal((await tx.inbox.findRefusal("sealed-1"))?.code, "MESSAGE_AGREEMENT_UNKNOWN");
  },

  async "repeats the receipts of what was judged, not of what could not be opened"(store) {
    const tx = inside(store);
    const known = { sender: "known", digest: "digest-1" };
    await tx.inbox.addRefusal({ ...refusal("1"), ...known, code: "rejected" }, 9);
    await tx.inbox.addRefusal({ ...refusal("2"), ...known, digest: "digest-2" }, 9);
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-1"), ["refused"]);
    assert.equal(await tx.inbox.receiptsFor("sealed-2"), undefined);
    assert.equal(await tx.inbox.receiptsFor("sealed-3"), undefined);
    assert.deepEqual(await tx.inbox.receiptsOf("known", "digest-1"), ["refused"]);
    assert.equal(await tx.inbox.receiptsOf("another", "digest-1"), undefined);
    assert.equal(await tx.inbox.receiptsOf("known", "digest-2"), undefined);
    assert.deepEqual(
      [await tx.inbox.wasRefused("digest-2"), await tx.inbox.wasRefused("digest-3")],
      [true, false],
    );
  },

  async "repeats the receipts of a message for its sender, also when it is erased"(store) {
    const tx = inside(store);
    await tx.inbox.add(incoming("1"));
    assert.deepEqual(await tx.inbox.receiptsOf("sender", "digest-1"), ["delivered", "decided"]);
    assert.equal(await tx.inbox.receiptsOf("another", "digest-1"), undefined);
    await tx.inbox.erase("digest-1", "2026-11-24T09:02:00Z");
    assert.deepEqual(await tx.inbox.receiptsOf("sender", "digest-1"), ["delivered", "decided"]);
  },
};
