import assert from "node:assert/strict";
import type { Label, NewInboxRow, NewOutboxRow, RefusalFilter } from "../rows.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { drafted, incoming, note, outgoing, refusal } from "./rows.ts";

const DRAFT = drafted("draft-1");
const AT = "2026-11-24T09:02:00Z";
const CASE = { kind: "case", name: "name" } as const;

/** Checks of lists, drafts, labels, changes and officers. */
export const apiChecks: Checks = {
  async "lists messages part by part, newest first, by what they are"(store) {
    const tx = inside(store);
    for (const id of ["1", "2", "3"]) {
      await tx.inbox.add(incoming(id));
      await tx.outbox.add({ ...outgoing(id), recipient: id === "2" ? "another" : "recipient" });
    }
    const first = await tx.inbox.list({}, 2);
    assert.deepEqual(
      first.rows.map(({ id }) => id),
      ["3", "2"],
    );
    const rest = await tx.inbox.list({}, 2, first.next);
    assert.deepEqual([rest.rows.map(({ id }) => id), rest.next], [["1"], undefined]);
    const ids = async (filter: object) =>
      (await tx.outbox.list(filter, 9)).rows.map(({ id }) => id);
    assert.deepEqual(await ids({ other: "another" }), ["2"]);
    assert.deepEqual(await ids({ state: "queued", messageType: "referral" }), ["3", "2", "1"]);
    assert.deepEqual(await ids({ since: AT, until: "2026-11-24T09:02:01Z" }), ["3", "2", "1"]);
    assert.deepEqual(await ids({ until: AT }), []);
    await tx.outbox.erase("digest-3", AT);
    assert.deepEqual(
      [await ids({ isErased: true }), await ids({ isErased: false })],
      [["3"], ["2", "1"]],
    );
    for (const id of ["1", "2"]) await tx.inbox.addRefusal(refusal(id), 9);
    const refused = await tx.inbox.listRefusals({}, 1);
    assert.deepEqual(refused.rows.length === 1 && refused.next !== undefined, true);
    const [newest] = refused.rows;
    const { sender, code, at = "" } = newest ?? {};
    const count = async (filter: RefusalFilter) =>
      (await tx.inbox.listRefusals(filter, 9)).rows.length;
    assert.equal(await count({ sender, code, since: at }), await count({}));
    assert.deepEqual(
      [
        await count({ code: "OTHER" }),
        await count({ sender: "nobody" }),
        await count({ until: at }),
      ],
      [0, 0, 0],
    );
  },

  async "keeps a draft until it is settled, and changes it at one revision only"(store) {
    const { drafts } = inside(store);
    await drafts.add(DRAFT);
    const kept = await drafts.find("draft-1");
    assert.deepEqual([kept?.revision, kept?.state, kept?.request], [1, "open", DRAFT.request]);
    await drafts.approve("draft-1", { digest: "d", by: "b", officer: "o", at: AT });
    assert.equal((await drafts.find("draft-1"))?.approval?.digest, "d");
    const { id: _, ...change } = DRAFT;
    assert.equal(await drafts.change("draft-1", 2, change), false);
    assert.equal(await drafts.change("draft-1", 1, change), true);
    const changed = await drafts.find("draft-1");
    assert.deepEqual([changed?.revision, changed?.approval], [2, undefined]);
    assert.equal((await drafts.list(9)).rows.length, 1);
    const hasOpen = (by: string, count: number) => drafts.hasOpen(by, count);
    const { composedBy } = DRAFT;
    assert.deepEqual([await hasOpen(composedBy, 1), await hasOpen(composedBy, 2)], [true, false]);
    assert.equal(await hasOpen("somebody-else", 1), false);
    assert.deepEqual(await drafts.overdue("2026-11-25T00:00:00Z", 9), ["draft-1"]);
    await drafts.settle("draft-1", AT, "message");
    const sent = await drafts.find("draft-1");
    assert.deepEqual([sent?.state, sent?.message, sent?.request], ["sent", "message", undefined]);
    assert.deepEqual((await drafts.list(9)).rows, []);
    assert.equal(await hasOpen(composedBy, 1), false);
  },

  async "keeps that a draft was sent back, until it is approved"(store) {
    const { drafts } = inside(store);
    const approval = { digest: "d", by: "b", officer: "o", at: AT };
    const returned = { reason: "TOO_MUCH", officer: "p", at: AT, revision: 1 };
    const told = async () => {
      const row = await drafts.find("draft-1");
      return [row?.approval, row?.returned];
    };
    await drafts.add(DRAFT);
    assert.deepEqual(await told(), [undefined, undefined]);
    await drafts.approve("draft-1", approval);
    await drafts.sendBack("draft-1", returned);
    assert.deepEqual(await told(), [undefined, returned]);
    const { id: _, ...change } = DRAFT;
    assert.equal(await drafts.change("draft-1", 1, change), true);
    assert.deepEqual(await told(), [undefined, returned]);
    assert.deepEqual((await drafts.list(9)).rows[0]?.returned, returned);
    await drafts.approve("draft-1", approval);
    assert.deepEqual(await told(), [approval, undefined]);
    await drafts.endApproval("draft-1");
    assert.deepEqual(await told(), [undefined, undefined]);
    await drafts.approve("draft-1", approval);
    await drafts.settle("draft-1", AT);
    await drafts.sendBack("draft-1", returned);
    assert.deepEqual(await told(), [approval, undefined]);
  },

  async "finds messages by their labels while they are held"(store) {
    const tx = inside(store);
    await tx.outbox.add({ ...outgoing("1"), labels: [CASE, { ...CASE, kind: "person" }] });
    await tx.inbox.add(incoming("2"));
    assert.equal(await tx.labels.add("inbox", "digest-2", [CASE]), true);
    assert.equal(await tx.labels.add("inbox", "digest-2", [CASE]), true);
    assert.equal(await tx.labels.add("inbox", "digest-9", [CASE]), false);
    const found = async (label: Label = CASE) =>
      (await tx.labels.find(label, 9)).map(({ digest }) => digest).sort();
    assert.deepEqual(await found(), ["digest-1", "digest-2"]);
    assert.deepEqual(await found({ ...CASE, kind: "person" }), ["digest-1"]);
    await tx.inbox.erase("digest-2", AT);
    assert.deepEqual(await found(), ["digest-1"]);
    // What is signed again is found as before.
    await tx.outbox.replace("1", { ...outgoing("5"), submission: undefined }, AT);
    assert.deepEqual(await found(), ["digest-5"]);
  },

  async "finds messages sent by the person whom their notes name, while they are held"(store) {
    const tx = inside(store);
    const about = (name: string, person: string) => {
      const { mentions, ...noted } = note(name);
      return { ...noted, mentions: mentions.map((mention) => ({ ...mention, person })) };
    };
    await tx.outbox.add({ ...outgoing("1"), history: about("1", "person-1") });
    await tx.outbox.add({ ...outgoing("2"), history: about("2", "person-2") });
    await tx.inbox.add({ ...incoming("3"), history: { ...about("3", "person-1"), own: false } });
    assert.deepEqual(await tx.labels.noted("person-1", 9), ["digest-1"]);
    await tx.outbox.erase("digest-1", AT, undefined);
    assert.deepEqual(await tx.labels.noted("person-1", 9), []);
  },

  async "knows what answers what while it is held, and files an answer under the case"(store) {
    const tx = inside(store);
    const answering = <Row extends NewInboxRow | NewOutboxRow>(row: Row, id: string): Row => {
      const { content } = row;
      const message = {
        ...content.message,
        private: { ...content.message.private, "private.inReplyTo": id },
      };
      return { ...row, content: { ...content, message } };
    };
    await tx.outbox.add({ ...outgoing("1"), recipient: "sender", labels: [CASE] });
    await tx.inbox.add(answering(incoming("2"), "1"));
    await tx.inbox.add(answering(incoming("3"), "unknown"));
    await tx.outbox.add(answering({ ...outgoing("4"), recipient: "sender" }, "2"));
    const all = ["digest-1", "digest-2", "digest-3", "digest-4"];
    const found = await tx.links.answered(all);
    assert.deepEqual([...found].sort(), [
      ["digest-2", "digest-1"],
      ["digest-4", "digest-2"],
    ]);
    assert.deepEqual(await tx.links.answering("digest-1", 9), ["digest-2"]);
    const inCase = (await tx.labels.find(CASE, 9)).map(({ digest }) => digest).sort();
    assert.deepEqual(inCase, ["digest-1", "digest-2", "digest-4"]);
    await tx.inbox.erase("digest-2", AT);
    assert.deepEqual(await tx.links.answering("digest-1", 9), []);
    assert.deepEqual(await tx.links.answered([]), new Map());
  },

  async "remembers changes in order, and forgets the old ones"(store) {
    const { changes } = inside(store);
    const { last } = await changes.span();
    await changes.add([
      { kind: "sent", at: AT, ref: "a", code: "queued" },
      { kind: "erased", at: "2026-11-25T00:00:00Z", ref: "b" },
    ]);
    const told = await changes.after(last, 9);
    assert.deepEqual(
      told.map(({ position: _, ...change }) => change),
      [
        { kind: "sent", at: AT, ref: "a", code: "queued" },
        { kind: "erased", at: "2026-11-25T00:00:00Z", ref: "b" },
      ],
    );
    assert.equal(await changes.forget("2026-11-25T00:00:00Z", 9), 1);
    const span = await changes.span();
    assert.deepEqual([span.first, span.last], [told[1]?.position, told[1]?.position]);
    // Nobody who waits for what comes after the newest one waits in vain.
    assert.equal(await changes.forget("2030-01-01T00:00:00Z", 9), 0);
    await changes.add([{ kind: "erased", at: AT, ref: "c" }]);
    const [next] = await changes.after(span.last, 9);
    assert.equal(next?.ref, "c");
  },

  async "locks officers out, and takes a proof once"(store) {
    const { people } = inside(store);
    await people.lock("name", "encrypted", AT);
    await people.lock("name", "encrypted again", AT);
    assert.deepEqual(
      [await people.isLocked("name"), await people.isLocked("other")],
      [true, false],
    );
    assert.deepEqual(await people.locked(9), [{ officer: "encrypted", at: AT }]);
    assert.deepEqual([await people.unlock("name"), await people.unlock("name")], [true, false]);
    assert.deepEqual(
      [await people.useProof("p", 10), await people.useProof("p", 10)],
      [true, false],
    );
    await people.forgetProofs(10);
    assert.equal(await people.useProof("p", 20), true);
  },

  async "has events of every kind about a message"(store) {
    const { events } = inside(store);
    await events.add({ kind: "k", at: AT, ref: "d", actor: "who" });
    await events.add({ kind: "l", at: AT, ref: "d more" });
    await events.add({ kind: "k", at: AT, ref: "e" });
    const of = await events.of("d", 9);
    assert.deepEqual(
      of.map(({ kind, actor }) => [kind, actor]),
      [
        ["l", undefined],
        ["k", "who"],
      ],
    );
    const [newest] = of;
    const older = await events.of("d", 9, newest?.position);
    assert.deepEqual(
      older.map(({ kind }) => kind),
      ["k"],
    );
  },
};
