import assert from "node:assert/strict";
import type { DecodedMessage } from "@safepassage/schema";
import type { HeldKey } from "./held-keys.ts";
import type { EventRow, NewInboxRow, NewOutboxRow } from "./rows.ts";
import type { Tx } from "./store.ts";
import { incoming, outgoing } from "./store-contract-rows.ts";

/** What a store must find by keys, however much else it holds. */
export const lookupChecks: Readonly<Record<string, (tx: Tx) => Promise<void>>> = {
  async "finds what is held by its ids, and corrections by what they carry values for"(tx) {
    const message = (gid: string, leaves: readonly object[] = []) =>
      JSON.stringify({
        private: { "private.consentRefs": ["consent"] },
        body: { [gid]: { kind: "correction", links: [], leaves } },
      });
    const holding = <Row extends NewInboxRow | NewOutboxRow>(row: Row, text: string): Row => ({
      ...row,
      content: { ...row.content, message: text },
    });
    const target = { f: "correction.target", v: { message: "named", path: "gid/need.services" } };
    const value = { f: "correction.value", v: "shelter" };
    const correction = { messageType: "correction" };
    await tx.inbox.add(holding(incoming("1"), message("group")));
    await tx.inbox.add(holding({ ...incoming("2"), state: "quarantined" }, message("group")));
    await tx.outbox.add(holding({ ...outgoing("3"), ...correction }, message("g", [target, value])));
    await tx.outbox.add(holding({ ...outgoing("4"), ...correction }, message("g", [target])));
    const found = (key: HeldKey, own: boolean, other = own ? "recipient" : "sender") =>
      [...store.heldUnder(key, { own, other })].sort();
    const shared = (id: string): HeldKey => ({ kind: "shares", key: `exchange ${id}` });
    const naming: HeldKey = { kind: "valueFor", key: "named" };
    assert.deepEqual(found(shared("group"), false), ["digest-1", "digest-2"]);
    assert.deepEqual(found(shared("consent"), true), ["digest-3", "digest-4"]);
    assert.deepEqual(found(shared("group"), false, "another"), []);
    assert.deepEqual(found({ kind: "shares", key: "another group" }, false), []);
    assert.deepEqual([found(naming, true), found(naming, false)], [["digest-3"], []]);
    await tx.inbox.erase("digest-1", "2026-11-24T09:02:00Z");
    await tx.outbox.erase("digest-3", "2026-11-24T09:02:00Z", undefined);
    assert.deepEqual(found(shared("group"), false), ["digest-2"]);
    assert.deepEqual(found(naming, true), []);
  },

  async "knows what waits in quarantine, of whom, until when and what would mend it"(tx) {
    const waiting = async (id: string, more: Partial<NewInboxRow> = {}) =>
      await tx.inbox.add({
        ...{ ...incoming(id), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" },
        ...more,
      });
    for (const id of ["1", "2", "3"]) waiting(id);
    waiting("4", { sender: "another" });
    await tx.inbox.add(incoming("5"));
    const page = await tx.quarantine.list(2);
    assert.deepEqual(
      page.map(({ id }) => id),
      ["4", "3"],
    );
    assert.deepEqual(
      (await tx.quarantine.list(9, page.at(-1)?.position)).map(({ id }) => id),
      ["2", "1"],
    );
    const by = { sender: "sender", exchangeId: "exchange", messageType: "referral", inReplyTo: "" };
    const mendable = (more: object) => [...await tx.quarantine.mendable({ ...by, ...more })].sort();
    assert.deepEqual(mendable({}), ["digest-1", "digest-2", "digest-3"]);
    assert.deepEqual(mendable({ messageType: "alert" }), []);
    assert.deepEqual(mendable({ exchangeId: "other", inReplyTo: "2" }), ["digest-2"]);
    assert.deepEqual(mendable({ exchangeId: "other", inReplyTo: "4" }), []);
    await tx.quarantine.mend("digest-1", "digest-5");
    await tx.inbox.erase("digest-2", "2026-11-25T09:02:00Z");
    assert.deepEqual(mendable({}), ["digest-3"]);
    const unmended = ["sender", "another", "x"].map(async (sender) => await tx.quarantine.countUnmended(sender));
    assert.deepEqual(unmended, [1, 1, 0]);
    assert.deepEqual(await tx.quarantine.overdue("2026-11-25T09:02:00Z", 9), []);
    const at = "2026-11-25T09:02:01Z";
    await tx.events.add({ kind: "mendOverdue", at, ref: "digest-4" });
    assert.deepEqual([...await tx.quarantine.overdue(at, 9)].sort(), ["digest-2", "digest-3"]);
    assert.equal((await tx.quarantine.overdue(at, 1)).length, 1);
  },

  async "reads events about one message, and by their place"(tx) {
    const at = "2026-11-24T09:02:00Z";
    for (const ref of ["d a", "d", "e a", "d b"]) await tx.events.add({ kind: "copy", at, ref });
    await tx.events.add({ kind: "other", at, ref: "d" });
    const refs = (events: readonly EventRow[]) => events.map(({ ref }) => ref);
    assert.deepEqual(refs(await tx.events.about("copy", "d")), ["d a", "d", "d b"]);
    const [first, second] = await tx.events.after("copy", 0, 2);
    assert.deepEqual([first?.ref, second?.ref], ["d a", "d"]);
    assert.deepEqual(refs(await tx.events.after("copy", second?.position ?? 0, 9)), ["e a", "d b"]);
    const [last] = await tx.events.before("copy", Number.MAX_SAFE_INTEGER, 1);
    assert.equal(last?.ref, "d b");
    assert.deepEqual(refs(await tx.events.before("copy", last?.position ?? 0, 9)), ["e a", "d", "d a"]);
  },
};
