import assert from "node:assert/strict";
import type { NewInboxRow } from "../rows.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming } from "./rows.ts";

/** Checks of the quarantine. */
export const quarantineChecks: Checks = {
  async "knows what waits in quarantine, of whom, until when and what would mend it"(store) {
    const tx = inside(store);
    const waiting = (id: string, more: Partial<NewInboxRow> = {}) =>
      tx.inbox.add({
        ...{ ...incoming(id), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" },
        ...more,
      });
    for (const id of ["1", "2", "3"]) await waiting(id);
    await waiting("4", { sender: "another" });
    await tx.inbox.add(incoming("5"));
    const filter = { state: "quarantined" };
    const page = await tx.inbox.list(filter, 2);
    assert.deepEqual(
      page.rows.map(({ id }) => id),
      ["4", "3"],
    );
    assert.deepEqual(
      (await tx.inbox.list(filter, 9, page.next)).rows.map(({ id }) => id),
      ["2", "1"],
    );
    const by = { sender: "sender", exchangeId: "exchange", messageType: "referral", inReplyTo: "" };
    const mendable = async (more: object) =>
      [...(await tx.quarantine.mendable({ ...by, ...more }))].sort();
    assert.deepEqual(await mendable({}), ["digest-1", "digest-2", "digest-3"]);
    assert.deepEqual(await mendable({ messageType: "alert" }), []);
    assert.deepEqual(await mendable({ exchangeId: "other", inReplyTo: "2" }), ["digest-2"]);
    assert.deepEqual(await mendable({ exchangeId: "other", inReplyTo: "4" }), []);
    await tx.quarantine.mend("digest-1", "digest-5");
    await tx.inbox.erase("digest-2", "2026-11-25T09:02:00Z");
    assert.deepEqual(await mendable({}), ["digest-3"]);
    const unmended = (sender: string) => tx.quarantine.countUnmended(sender);
    assert.deepEqual(
      [await unmended("sender"), await unmended("another"), await unmended("x")],
      [1, 1, 0],
    );
    assert.deepEqual(await tx.quarantine.overdue("2026-11-25T09:02:00Z", 9), []);
    const at = "2026-11-25T09:02:01Z";
    await tx.events.add({ kind: "mendOverdue", at, ref: "digest-4" });
    assert.deepEqual([...(await tx.quarantine.overdue(at, 9))].sort(), ["digest-2", "digest-3"]);
    assert.equal((await tx.quarantine.overdue(at, 1)).length, 1);
  },

  async "lists what is in quarantine apart"(store) {
    const tx = inside(store);
    await tx.inbox.add(incoming("2"));
    await tx.inbox.add({ ...incoming("3"), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" });
    assert.deepEqual(
      (await tx.inbox.list({ state: "quarantined" }, 9)).rows.map(({ id }) => id),
      ["3"],
    );
    assert.equal((await tx.inbox.counts()).quarantined, 1);
    await tx.quarantine.mend("digest-3", "digest-2");
    const { mendBy, mendedBy } = (await tx.inbox.find("sender", "3")) ?? {};
    assert.deepEqual([mendBy, mendedBy], [undefined, "digest-2"]);
    assert.equal((await tx.inbox.counts()).quarantined, 0);
  },
};
