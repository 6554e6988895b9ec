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

  async "keeps the newest refusals of each sender, and of those without a known one"(store) {
    const tx = inside(store);
    const keptOf = async (sender?: string) => {
      const { rows } = await tx.inbox.listRefusals({}, 99);
      return rows.filter((row) => row.sender === sender).map((row) => row.sealedDigest.slice(7));
    };
    for (const sender of ["one", "other", undefined]) {
      for (const place of [1, 2, 3]) {
        const id = `${sender ?? ""}${place}`;
        const digest = sender === undefined ? undefined : `digest-${id}`;
        await tx.inbox.addRefusal({ ...refusal(id), digest, sender }, 2);
      }
    }
    assert.deepEqual(await keptOf("one"), ["one3", "one2"]);
    assert.deepEqual(await keptOf("other"), ["other3", "other2"]);
    assert.deepEqual(await keptOf(), ["3", "2"]);
    assert.deepEqual(
      withoutUndefined(await tx.inbox.findRefusal("sealed-3")),
      withoutUndefined(refusal("3")),
    );
  },

  async "keeps for good what a rule has rejected, and what an alarm is about"(store) {
    const tx = inside(store);
    const add = (id: string, code: string) =>
      tx.inbox.addRefusal({ ...refusal(id), digest: `digest-${id}`, sender: "known", code }, 2);
    await add("1", "rejected");
    for (const [id, kind] of [
      ["2", "emergencyRefused"],
      ["3", "manyEmergenciesRefused"],
      ["4", "another"],
    ] as const) {
      await add(id, "MESSAGE_EXPIRED");
      await tx.events.add({ kind, at: "2026-11-24T09:02:00Z", ref: `sealed-${id}` });
    }
    for (const id of ["5", "6", "7"]) await add(id, "MESSAGE_EXPIRED");
    const { rows } = await tx.inbox.listRefusals({ sender: "known" }, 99);
    assert.deepEqual(
      rows.map(({ sealedDigest }) => sealedDigest),
      ["sealed-7", "sealed-6", "sealed-3", "sealed-2", "sealed-1"],
    );
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-1"), ["refused"]);
    assert.deepEqual(
      [await tx.inbox.wasRefused("digest-4"), await tx.inbox.wasRefused("digest-7")],
      [false, true],
    );
  },

  async "keeps a refused message once for each code, under whatever seals it comes"(store) {
    const tx = inside(store);
    const add = (id: string, code: string) =>
      tx.inbox.addRefusal({ ...refusal(id), digest: "digest", sender: "known", code }, 9);
    await add("1", "MESSAGE_EXPIRED");
    await add("2", "MESSAGE_EXPIRED");
    await add("3", "MESSAGE_AGREEMENT_UNKNOWN");
    await add("1", "MESSAGE_EXPIRED");
    const { rows } = await tx.inbox.listRefusals({}, 99);
    assert.deepEqual(
      rows.map(({ sealedDigest }) => sealedDigest),
      ["sealed-3", "sealed-1"],
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
