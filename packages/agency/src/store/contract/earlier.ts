import assert from "node:assert/strict";
import type { AgencyStore } from "../ports.ts";
import { inside } from "./inside.ts";
import { incoming, outgoing } from "./rows.ts";

const AT = "2026-11-24T09:02:00Z";

/** Statements that give tables of the present version the form of version 8, whichever the engine. */
export const AS_VERSION_8 = [
  ...["draft", "change", "locked_officer", "used_proof"].map((name) => `drop table ${name}`),
  ...["outbox_state", "outbox_recipient", "outbox_listed"].map((name) => `drop index ${name}`),
  ...["inbox_sender", "inbox_listed", "event_about"].map((name) => `drop index ${name}`),
  "drop index outbox_due",
  `create index outbox_due
      on outbox (recipient, emergency, next_attempt, created_at, paused_at, id, state)
      where state in ('queued', 'sending')`,
  ...["inbox_answer", "outbox_answer", "inbox_mend_by"].map((name) => `drop index ${name}`),
  ...["inbox", "outbox"].map(
    (name) =>
      `create index ${name}_answer on ${name} (answer_by) where answer_by is not null and answered_at is null`,
  ),
  "create index inbox_mend_by on inbox (mend_by) where mend_by is not null",
  "drop index inbox_review",
  "alter table inbox drop column review_by",
  "drop index refusal_sender",
  "create index refusal_unknown on refusal (position) where sender is null",
  "create index outbox_state on outbox (state)",
  "alter table event drop column actor",
  "drop table recall",
  "drop index outbox_uncertified",
  "alter table outbox drop column asked_at",
  ...["outbox", "inbox"].map((name) => `alter table ${name} drop column statement`),
] as const;

/** Stores what {@link checkKept} looks for. */
export async function fillEarlier(store: AgencyStore): Promise<void> {
  await store.transaction(async ({ inbox, outbox, events, marks }) => {
    await outbox.add(outgoing("1"));
    await outbox.add(outgoing("3"));
    await outbox.change("3", { state: "decided" });
    await events.add({ kind: "erasureRequested", at: AT, ref: "digest-3" });
    for (const id of ["2", "4", "5"]) await inbox.add(incoming(id));
    await inbox.erase("digest-4", AT);
    await events.add({ kind: "k", at: AT, ref: "digest-1" });
    await marks.set("m", "v");
  });
}

/** Makes sure that what an earlier version stored is there, and that what is new can be used. */
export async function checkKept(store: AgencyStore): Promise<void> {
  const { outbox, inbox, events, marks, drafts, changes, people, recalls, reviews, consents } =
    inside(store);
  assert.deepEqual((await outbox.find("1"))?.content?.message, outgoing("1").content.message);
  assert.notEqual((await inbox.findByDigest("digest-2"))?.content, undefined);
  assert.deepEqual(
    (await events.of("digest-1", 9)).map(({ kind, actor }) => [kind, actor]),
    [["k", undefined]],
  );
  assert.equal(await marks.get("m"), "v");
  assert.deepEqual(
    (await outbox.list({ state: "queued" }, 9)).rows.map(({ id }) => id),
    ["1"],
  );
  // Version 9 knew what was asked for by its event alone.
  assert.deepEqual(await recalls.overdue(AT, "2026-12-01", 9), ["digest-3"]);
  // Version 11 kept no day of a review: what was signed is handed out once, and nothing that came later.
  assert.deepEqual((await inbox.findByDigest("digest-5"))?.reviewBy, undefined);
  await inbox.add(incoming("6"));
  const unread = (id: string) => ({ digest: `digest-${id}`, jwt: `jwt-${id}` });
  assert.deepEqual(await reviews.takeUnread(2), { rows: [unread("5")], isMore: true });
  assert.deepEqual(await reviews.takeUnread(2), { rows: [unread("2")], isMore: false });
  assert.deepEqual(await reviews.takeUnread(2), { rows: [], isMore: false });
  // No version before 13 kept on which record a message was sent.
  assert.deepEqual(await consents.refsOn("record"), []);
  await changes.add([{ kind: "sent", at: AT, ref: "digest-1", code: "queued" }]);
  assert.equal((await changes.after(0, 9)).length, 1);
  assert.equal(await people.useProof("p", 10), true);
  assert.deepEqual((await drafts.list(9)).rows, []);
}
