import assert from "node:assert/strict";
import type { EventRow } from "./event-store.ts";
import type { HeldKey } from "./held-keys.ts";
import type { GatewayStore, NewInboxRow, NewOutboxRow } from "./store.ts";
import { incoming, outgoing } from "./store-contract-rows.ts";

/** What a store must find by keys, however much else it holds. */
export const lookupChecks: Readonly<Record<string, (store: GatewayStore) => void>> = {
  "finds what is held by its ids, and corrections by what they carry values for"(store) {
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
    store.addInbox(holding(incoming("1"), message("group")));
    store.addInbox(holding({ ...incoming("2"), state: "quarantined" }, message("group")));
    store.addOutbox(holding({ ...outgoing("3"), ...correction }, message("g", [target, value])));
    store.addOutbox(holding({ ...outgoing("4"), ...correction }, message("g", [target])));
    const found = (key: HeldKey, own: boolean, other = own ? "recipient" : "sender") =>
      [...store.heldUnder(key, { own, other })].sort();
    const shared = (id: string): HeldKey => ({ kind: "shares", key: `exchange ${id}` });
    const naming: HeldKey = { kind: "valueFor", key: "named" };
    assert.deepEqual(found(shared("group"), false), ["digest-1", "digest-2"]);
    assert.deepEqual(found(shared("consent"), true), ["digest-3", "digest-4"]);
    assert.deepEqual(found(shared("group"), false, "another"), []);
    assert.deepEqual(found({ kind: "shares", key: "another group" }, false), []);
    assert.deepEqual([found(naming, true), found(naming, false)], [["digest-3"], []]);
    store.eraseInbox("digest-1", "2026-11-24T09:02:00Z");
    store.eraseOutbox("digest-3", "2026-11-24T09:02:00Z", undefined);
    assert.deepEqual(found(shared("group"), false), ["digest-2"]);
    assert.deepEqual(found(naming, true), []);
  },

  "knows what waits in quarantine, of whom, until when and what would mend it"(store) {
    const waiting = (id: string, more: Partial<NewInboxRow> = {}) =>
      store.addInbox({
        ...{ ...incoming(id), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" },
        ...more,
      });
    for (const id of ["1", "2", "3"]) waiting(id);
    waiting("4", { sender: "another" });
    store.addInbox(incoming("5"));
    const page = store.quarantined(2);
    assert.deepEqual(
      page.map(({ id }) => id),
      ["4", "3"],
    );
    assert.deepEqual(
      store.quarantined(9, page.at(-1)?.position).map(({ id }) => id),
      ["2", "1"],
    );
    const by = { sender: "sender", exchangeId: "exchange", messageType: "referral", inReplyTo: "" };
    const mendable = (more: object) => [...store.mendable({ ...by, ...more })].sort();
    assert.deepEqual(mendable({}), ["digest-1", "digest-2", "digest-3"]);
    assert.deepEqual(mendable({ messageType: "alert" }), []);
    assert.deepEqual(mendable({ exchangeId: "other", inReplyTo: "2" }), ["digest-2"]);
    assert.deepEqual(mendable({ exchangeId: "other", inReplyTo: "4" }), []);
    store.mendInbox("digest-1", "digest-5");
    store.eraseInbox("digest-2", "2026-11-25T09:02:00Z");
    assert.deepEqual(mendable({}), ["digest-3"]);
    const unmended = ["sender", "another", "x"].map((sender) => store.countUnmended(sender));
    assert.deepEqual(unmended, [1, 1, 0]);
    assert.deepEqual(store.mendOverdue("2026-11-25T09:02:00Z", 9), []);
    const at = "2026-11-25T09:02:01Z";
    store.addEvent({ kind: "mendOverdue", at, ref: "digest-4" });
    assert.deepEqual([...store.mendOverdue(at, 9)].sort(), ["digest-2", "digest-3"]);
    assert.equal(store.mendOverdue(at, 1).length, 1);
  },

  "reads events about one message, and by their place"(store) {
    const at = "2026-11-24T09:02:00Z";
    for (const ref of ["d a", "d", "e a", "d b"]) store.addEvent({ kind: "copy", at, ref });
    store.addEvent({ kind: "other", at, ref: "d" });
    const refs = (events: readonly EventRow[]) => events.map(({ ref }) => ref);
    assert.deepEqual(refs(store.eventsAbout("copy", "d")), ["d a", "d", "d b"]);
    const [first, second] = store.eventsAfter("copy", 0, 2);
    assert.deepEqual([first?.ref, second?.ref], ["d a", "d"]);
    assert.deepEqual(refs(store.eventsAfter("copy", second?.position ?? 0, 9)), ["e a", "d b"]);
    const [last] = store.eventsBefore("copy", Number.MAX_SAFE_INTEGER, 1);
    assert.equal(last?.ref, "d b");
    assert.deepEqual(refs(store.eventsBefore("copy", last?.position ?? 0, 9)), ["e a", "d", "d a"]);
  },
};
