import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming, note, outgoing } from "./rows.ts";

/** Checks of the notes on earlier messages, which come, change and go with their messages. */
export const historyChecks: Checks = {
  async "keeps of an erased message what is evidence, and nothing of a person"(store) {
    const { outbox, history } = inside(store);
    const more = { names: ["digest-0"], inReplyTo: "0", searchKind: "face" };
    await outbox.add({ ...outgoing("1"), history: note("1", more) });
    await outbox.change("1", { state: "sending" });
    await outbox.erase("digest-1", AT);
    assert.deepEqual(await history.find("digest-1"), {
      record: {
        record: "message",
        message: "1",
        digest: "digest-1",
        exchangeId: "",
        from: "sender",
        to: "recipient",
        purpose: "ASSISTANCE_REFERRAL",
        conditions: ["ASSISTANCE_ONLY"],
        inReplyTo: "0",
        names: ["digest-0"],
      },
      own: true,
      onConsentAlone: true,
    });
    const count = async (kind: "names" | "reply" | "source" | "search", key: string) =>
      (await history.under({ kind, key }, 9, { own: true })).length;
    assert.deepEqual([await count("names", "digest-0"), await count("reply", "0")], [1, 1]);
    assert.deepEqual(
      [await count("source", "source-1"), await count("search", "exchange")],
      [0, 0],
    );
    assert.deepEqual(await history.mentionsOf("key.person", "pseudonym-1", 9, true), []);
  },

  async "keeps only the events of a message that was never posted"(store) {
    const { outbox, history } = inside(store);
    const names = ["digest-0"];
    await outbox.add({ ...outgoing("1"), history: note("1", { names }) });
    await outbox.add({ ...outgoing("2"), history: { ...note("2", { names }), events: [EVENT] } });
    for (const id of ["1", "2"]) await outbox.change(id, { state: "expired" });
    assert.equal(await history.find("digest-1"), undefined);
    const [kept, ...others] = await history.under({ kind: "names", key: "digest-0" }, 9, OWN);
    assert.deepEqual([kept?.events, kept?.undelivered, others], [[EVENT], true, []]);
    assert.deepEqual(await history.mentionsOf("key.person", "pseudonym-2", 9, true), []);
  },

  async "keeps of what was posted and refused what it says of persons, until it is taken"(store) {
    const { outbox, history } = inside(store);
    await outbox.add({ ...outgoing("1"), history: note("1", { names: ["digest-0"] }) });
    const before = await history.find("digest-1");
    await outbox.change("1", { state: "sending" });
    await outbox.change("1", { state: "refused" });
    assert.deepEqual(await history.find("digest-1"), { ...before, undelivered: true });
    assert.deepEqual(await history.under({ kind: "names", key: "digest-0" }, 9, OWN), []);
    assert.equal((await history.mentionsOf("key.person", "pseudonym-1", 9, true)).length, 1);
    await outbox.change("1", { state: "decided" });
    assert.deepEqual(await history.find("digest-1"), before);
  },

  async "keeps what a message tells of others, and what it wants erased, when it is erased"(store) {
    const { outbox, history } = inside(store);
    const told = { events: [EVENT], erases: EVENT.messages };
    const own = { ...note("1", { names: ["digest-0"] }), ...told };
    await outbox.add({ ...outgoing("1"), history: own });
    await outbox.change("1", { state: "sending" });
    await outbox.erase("digest-1", AT);
    const kept = await history.find("digest-1");
    assert.deepEqual([kept?.events, kept?.erases], [[EVENT], EVENT.messages]);
  },

  async "knows that nobody has a message which was erased before it was sent"(store) {
    const { outbox, history } = inside(store);
    for (const id of ["1", "2"]) await outbox.add({ ...outgoing(id), history: note(id, {}) });
    await outbox.change("2", { state: "sending" });
    assert.equal(await outbox.erase("digest-1", AT), true);
    assert.equal(await outbox.erase("digest-1", AT), false);
    assert.equal(await outbox.erase("digest-2", AT), false);
    const states = [(await outbox.find("1"))?.state, (await outbox.find("2"))?.state];
    assert.deepEqual(states, ["unsent", "sending"]);
    const notes = [await history.find("digest-1"), await history.find("digest-2")];
    assert.deepEqual(
      notes.map((one) => one?.record.digest),
      [undefined, "digest-2"],
    );
  },

  async "keeps that a message was not taken when it is erased"(store) {
    const { outbox, history } = inside(store);
    const own = { ...note("1", { names: ["digest-0"] }), events: [EVENT] };
    await outbox.add({ ...outgoing("1"), history: own });
    await outbox.change("1", { state: "sending" });
    await outbox.change("1", { state: "refused" });
    await outbox.erase("digest-1", AT);
    assert.equal((await history.find("digest-1"))?.undelivered, true);
    await outbox.change("1", { state: "decided" });
    assert.equal((await history.find("digest-1"))?.undelivered, undefined);
  },

  async "takes the class in a message that was not taken for told only where nothing was before"(
    store,
  ) {
    const { outbox, history } = inside(store);
    const mention = { person: "key.person", pseudonym: "p", ageClass: "adult" };
    const say = async (id: string, ledCategory: string): Promise<void> => {
      const mentions = [{ ...mention, ledCategory }];
      await outbox.add({ ...outgoing(id), history: { ...note(id), mentions } });
      await outbox.change(id, { state: "sending" });
    };
    const classes = async () =>
      (await history.mentionsOf("key.person", "p", 9, true)).map((one) => one.mention.ledCategory);
    await say("1", "victim");
    await say("2", "suspect");
    await outbox.change("2", { state: "refused" });
    assert.deepEqual(await classes(), ["victim", "victim"]);
    await outbox.change("2", { state: "decided" });
    assert.deepEqual(await classes(), ["victim", "suspect"]);
    await outbox.change("1", { state: "refused" });
    assert.deepEqual(await classes(), ["victim", "suspect"]);
  },

  async "knows whose a pseudonym is, also of what was said before anybody told"(store) {
    const { outbox, history } = inside(store);
    const mention = { pseudonym: "p", ledCategory: "victim", ageClass: "adult" };
    const said = (id: string, more: object) =>
      outbox.add({
        ...outgoing(id),
        history: { ...note(id), mentions: [{ ...mention, ...more }] },
      });
    await said("1", {});
    assert.equal(await history.personBehind("p"), undefined);
    await said("2", { person: "key.other" });
    assert.equal(await history.personBehind("p"), "key.other");
    const found = async (limit: number) =>
      (await history.mentionsOf("key.other", "q", limit, true)).map(({ record }) => record.message);
    assert.deepEqual([await found(9), await found(1)], [["1", "2"], ["2"]]);
    const strangers = (prefix: string) => history.hasStrangers(prefix);
    assert.deepEqual(
      [await strangers("key."), await strangers("yek."), await strangers("abc.")],
      [false, true, true],
    );
  },

  async "means the own message by an id that the other agency has given to one of its own"(store) {
    const { outbox, inbox, history } = inside(store);
    await outbox.add({ ...outgoing("1"), history: note("1") });
    const shadow = { digest: "shadow", from: "recipient", to: "sender" };
    const theirs = { ...incoming("1"), sender: "recipient", digest: "shadow" };
    await inbox.add({ ...theirs, history: { ...note("1", shadow), own: false } });
    assert.equal((await history.findById("1", "recipient"))?.record.digest, "digest-1");
    await inbox.erase("shadow", AT);
    assert.equal((await history.find("digest-1"))?.record.exchangeId, "exchange");
  },

  async "follows what a message answers, as far as it may and as two agencies have written it"(
    store,
  ) {
    const { outbox, inbox, history } = inside(store);
    await outbox.add({ ...outgoing("1"), history: note("1") });
    const answering = { from: "recipient", to: "sender" };
    for (const [id, inReplyTo] of [
      ["2", "1"],
      ["3", "2"],
    ] as const) {
      const theirs = note(id, { ...answering, inReplyTo });
      await inbox.add({ ...incoming(id), sender: "recipient", history: { ...theirs, own: false } });
    }
    const chain = async (id: string, limit: number, other = "recipient") =>
      (await history.chainFrom(id, other, limit)).map(({ record: { message } }) => message);
    assert.deepEqual(await chain("3", 9), ["3", "2", "1"]);
    assert.deepEqual(await chain("3", 2), ["3", "2"]);
    assert.deepEqual(await chain("3", 9, "third"), []);
    assert.deepEqual(await chain("9", 9), []);
    await inbox.erase("digest-2", AT);
    assert.deepEqual(await chain("3", 9), ["3", "2", "1"]);
    const own = note("4", { inReplyTo: "4" });
    await outbox.add({ ...outgoing("4"), history: own });
    assert.deepEqual(await chain("4", 3), ["4", "4", "4"]);
  },

  async "lets no third agency push out what two have written"(store) {
    const { outbox, inbox, history } = inside(store);
    const own = note("1", { inReplyTo: "0", searchKind: "face" });
    await outbox.add({ ...outgoing("1"), history: own });
    for (const id of ["2", "3"]) {
      const third = { from: "third", to: "sender", inReplyTo: "0", searchKind: "fingerprint" };
      await inbox.add({ ...incoming(id), history: { ...note(id, third), own: false } });
    }
    for (const key of [
      { kind: "search", key: "exchange" },
      { kind: "reply", key: "0" },
    ] as const) {
      const found = await history.digestsUnder(key, 1, { other: "recipient" });
      assert.deepEqual(found, ["digest-1"]);
    }
  },
};

const AT = "2026-11-24T09:02:00Z";
const OWN = { own: true } as const;
const EVENT = { kind: "errorFound", messages: ["digest-0"] };
