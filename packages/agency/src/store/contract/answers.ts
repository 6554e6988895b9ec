import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming, outgoing } from "./rows.ts";

/** Checks of the clocks of requests. */
export const answersChecks: Checks = {
  async "keeps clocks, and lists the requests that are not answered, the first to end first"(
    store,
  ) {
    const tx = inside(store);
    const from = "2026-11-24T09:02:00Z";
    const clock = { from, by: "2026-11-24T17:02:00Z" };
    await tx.inbox.add({ ...incoming("1"), clock });
    await tx.inbox.add(incoming("2"));
    await tx.outbox.add(outgoing("3"));
    const sooner = { from, by: "2026-11-24T12:00:00Z" };
    await tx.answers.setClock("outbox", "digest-3", sooner);
    assert.deepEqual((await tx.inbox.find("sender", "1"))?.clock, clock);
    assert.equal((await tx.inbox.find("sender", "2"))?.clock, undefined);
    assert.deepEqual((await tx.outbox.find("3"))?.clock, sooner);
    const kind = { messageType: "referral", purpose: "ASSISTANCE_REFERRAL" };
    assert.deepEqual(await tx.answers.open(9), [
      { digest: "digest-3", id: "3", ...kind, own: true, other: "recipient", clock: sooner },
      { digest: "digest-1", id: "1", ...kind, own: false, other: "sender", clock },
    ]);
    assert.deepEqual(
      (await tx.answers.open(1)).map(({ id }) => id),
      ["3"],
    );
    assert.deepEqual(await tx.answers.count("2026-11-24T12:00:00Z"), {
      owed: { open: 1, overdue: 0 },
      awaited: { open: 1, overdue: 0 },
    });
    assert.deepEqual((await tx.answers.count("2026-11-24T12:00:01Z")).awaited, {
      open: 1,
      overdue: 1,
    });

    const overdue = (at: string, limit = 9) => tx.answers.overdue(at, limit);
    assert.deepEqual(await overdue("2026-11-24T12:00:00Z"), []);
    assert.deepEqual(await overdue("2026-11-24T17:02:01Z", 1), ["digest-3"]);
    assert.deepEqual(await overdue("2026-11-24T17:02:01Z"), ["digest-3", "digest-1"]);
    const ofPurpose = (purpose: string) => tx.answers.overdue("2026-11-24T17:02:01Z", 9, purpose);
    assert.deepEqual(await ofPurpose(kind.purpose), ["digest-3", "digest-1"]);
    assert.deepEqual(await ofPurpose("IMMEDIATE_DANGER"), []);
    const noted = { kind: "answerOverdue", ref: "digest-3" };
    await tx.events.add({ ...noted, at: "2026-11-24T12:00:01Z" });
    assert.deepEqual(await overdue("2026-11-24T17:02:01Z"), ["digest-1"]);
    // A later end is noted anew.
    await tx.answers.setClock("outbox", "digest-3", { from, by: "2026-11-24T13:00:00Z" });
    assert.deepEqual(await overdue("2026-11-24T13:00:00Z"), []);
    assert.deepEqual(await overdue("2026-11-24T13:00:01Z"), ["digest-3"]);
    await tx.events.add({ ...noted, at: "2026-11-24T13:00:01Z" });
    assert.deepEqual(await overdue("2026-11-24T13:00:02Z"), []);

    const answered = { ...clock, answeredAt: "2026-11-24T10:00:00Z" };
    await tx.answers.setClock("inbox", "digest-1", answered);
    await tx.outbox.erase("digest-3", "2026-11-24T11:00:00Z", undefined);
    assert.deepEqual(await tx.answers.open(9), []);
    assert.deepEqual(await overdue("2026-11-24T17:02:01Z"), []);
    // How long an answer took is known for good; it says nothing about a person.
    await tx.inbox.erase("digest-1", "2026-11-24T11:00:00Z");
    assert.deepEqual((await tx.inbox.find("sender", "1"))?.clock, answered);
  },
};
