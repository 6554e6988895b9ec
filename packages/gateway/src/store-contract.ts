import assert from "node:assert/strict";
import type { ReplayEntry } from "@safepassage/trust";
import { replayStoreContract } from "@safepassage/trust/contract";
import type { GatewayStore, NewInboxRow, NewOutboxRow, RefusalRow } from "./store.ts";

/** What every {@link GatewayStore} must do, as checks to run, each on a fresh store. */
export const gatewayStoreContract: Readonly<Record<string, (store: GatewayStore) => void>> = {
  "returns what was stored"(store) {
    store.addOutbox(outgoing("1"));
    const { content, submission: _, history: __, ...rest } = outgoing("1");
    assert.deepEqual(withoutUndefined(store.findOutbox("1")), {
      ...rest,
      state: "queued",
      attempts: 0,
      receipts: [],
      content: { ...content, seed: new Uint8Array(content.seed) },
    });
    assert.equal(store.findOutboxByDigest("digest-1")?.id, "1");
    assert.equal(store.findSubmission("key-1")?.row.id, "1");
    assert.equal(store.findSubmission("key-1")?.request, "request-1");
    assert.equal(store.findSubmission("key-2"), undefined);
    assert.equal(store.findOutbox("2"), undefined);

    store.addInbox(incoming("3"));
    assert.deepEqual(
      withoutUndefined(store.findInbox("sender", "3")),
      withoutUndefined(incoming("3")),
    );
    assert.equal(store.findInboxByDigest("digest-3")?.id, "3");
    assert.deepEqual(store.receiptsFor("sealed-3"), ["delivered", "decided"]);
  },

  "stores all of a transaction or nothing"(store) {
    assert.throws(() =>
      store.transaction(() => {
        store.addInbox(incoming("1"));
        store.replay.insert(arrival("1", "d"));
        throw new Error("stop");
      }),
    );
    assert.equal(store.findInbox("sender", "1"), undefined);
    assert.equal(store.replay.has(arrival("1", "d")), false);
    store.transaction(() => store.addInbox(incoming("1")));
    assert.equal(store.findInbox("sender", "1")?.id, "1");
  },

  "refuses a second message of the same id, digest or submission"(store) {
    store.addOutbox(outgoing("1"));
    assert.throws(() => store.addOutbox(outgoing("1")));
    assert.throws(() => store.addOutbox({ ...outgoing("2"), digest: "digest-1" }));
    assert.throws(() =>
      store.addOutbox({ ...outgoing("2"), submission: outgoing("1").submission }),
    );
    store.addOutbox({ ...outgoing("2"), submission: undefined });
    store.addOutbox({ ...outgoing("3"), submission: undefined });
    store.addInbox(incoming("1"));
    assert.throws(() => store.addInbox(incoming("1")));
    assert.throws(() => store.addInbox({ ...incoming("2"), sealedDigest: "sealed-1" }));
  },

  "keeps messages of two senders apart that have the same id"(store) {
    const other = { ...incoming("2"), id: "1", sender: "another" };
    store.addInbox(incoming("1"));
    store.addInbox(other);
    assert.equal(store.findInbox("sender", "1")?.digest, "digest-1");
    assert.equal(store.findInbox("another", "1")?.digest, "digest-2");
    store.setClock("inbox", "digest-2", {
      from: "2026-11-24T09:02:00Z",
      by: "2026-11-24T17:02:00Z",
    });
    store.eraseInbox("digest-2", "2026-11-24T09:02:00Z");
    const { clock, content } = store.findInbox("sender", "1") ?? {};
    assert.deepEqual([clock, content === undefined], [undefined, false]);
  },

  "knows an id for good while its message is there, erased or not"(store) {
    store.addInbox(incoming("1"));
    store.eraseInbox("digest-1", "2026-11-24T09:02:00Z");
    assert.equal(store.replay.has({ iss: "sender", jti: "1", digest: "d" }), true);
    assert.equal(store.replay.insert({ ...arrival("1", "d"), iss: "sender" }), "seen-jti");
    assert.equal(store.replay.has({ iss: "another", jti: "1", digest: "d" }), false);
  },

  "lists what is due, oldest first, and nothing that is final"(store) {
    for (const [id, nextAttempt] of [
      ["1", 30],
      ["2", 10],
      ["3", 20],
      ["4", 99],
    ] as const) {
      store.addOutbox({ ...outgoing(id), nextAttempt });
    }
    const due = (now: number, limit = 9) => store.dueOutbox(now, limit).map(({ id }) => id);
    assert.deepEqual(due(50), ["2", "3", "1"]);
    assert.deepEqual(due(50, 2), ["2", "3"]);
    store.changeOutbox("2", { state: "sending", sealed: "s", attempts: 1, nextAttempt: 40 });
    assert.deepEqual(due(50), ["3", "1", "2"]);
    store.changeOutbox("2", { state: "decided", sealed: null, receipts: ["r"] });
    store.changeOutbox("3", { state: "expired" });
    store.changeOutbox("1", { state: "refused" });
    assert.deepEqual(due(50), []);
    const { state, sealed, attempts, receipts } = store.findOutbox("2") ?? {};
    assert.deepEqual(
      { state, sealed, attempts, receipts },
      {
        state: "decided",
        sealed: undefined,
        attempts: 1,
        receipts: ["r"],
      },
    );
  },

  "takes an attempt for due where the clock was set back behind its setting"(store) {
    store.addOutbox({ ...outgoing("1"), nextAttempt: 60, pausedAt: 50 });
    const due = (now: number) => store.dueOutbox(now, 9).map(({ id }) => id);
    assert.deepEqual([due(50), due(59), due(60), due(49)], [[], [], ["1"], ["1"]]);
    store.changeOutbox("1", { state: "queued", nextAttempt: 45, pausedAt: 40 });
    assert.deepEqual([due(39), due(40), due(45)], [["1"], [], ["1"]]);
  },

  "erases the content and keeps the proof"(store) {
    store.addOutbox(outgoing("1"));
    store.changeOutbox("1", { state: "decided", sealed: "ciphertext", receipts: ["r"] });
    store.addInbox(incoming("2"));
    store.eraseOutbox("digest-1", "2026-11-24T09:02:00Z", "certificate");
    store.eraseInbox("digest-2", "2026-11-24T09:02:00Z");
    store.scrub();

    const sent = store.findOutbox("1");
    assert.equal(sent?.content, undefined);
    assert.equal(sent?.sealed, undefined);
    assert.equal(sent?.certificate, "certificate");
    assert.deepEqual(store.findSubmission("key-1"), { row: sent, request: undefined });
    assert.deepEqual([sent?.jwt, sent?.receipts], ["jwt-1", ["r"]]);
    const received = store.findInbox("sender", "2");
    assert.equal(received?.content, undefined);
    assert.equal(received?.erasedAt, "2026-11-24T09:02:00Z");
    assert.deepEqual(received?.receipts, ["delivered", "decided"]);
    assert.deepEqual(store.exchange("exchange"), []);
    // The same octets again are still answered, and the same message is still known.
    assert.deepEqual(store.receiptsFor("sealed-2"), ["delivered", "decided"]);
  },

  "lists an exchange, sent and received, without what is in quarantine"(store) {
    store.addOutbox(outgoing("1"));
    store.addInbox(incoming("2"));
    store.addInbox({ ...incoming("3"), state: "quarantined", mendBy: "2026-11-25T09:02:00Z" });
    const rows = store.exchange("exchange").map(({ id, own, other }) => ({ id, own, other }));
    assert.deepEqual(rows, [
      { id: "2", own: false, other: "sender" },
      { id: "1", own: true, other: "recipient" },
    ]);
    assert.deepEqual(store.exchange("another"), []);
    const idsHeld = () => {
      const { inbox, outbox } = store.held("exchange");
      return [inbox.map(({ id }) => id).sort(), outbox.map(({ id }) => id)];
    };
    assert.deepEqual(idsHeld(), [["2", "3"], ["1"]]);
    for (const state of ["refused", "expired"] as const) {
      store.changeOutbox("1", { state });
      assert.deepEqual(idsHeld(), [["2", "3"], ["1"]]);
      assert.deepEqual(
        store.exchange("exchange").map(({ id }) => id),
        ["2"],
      );
    }
    assert.deepEqual(
      store.quarantined().map(({ id }) => id),
      ["3"],
    );
    assert.equal(store.counts().quarantined, 1);
    store.mendInbox("digest-3", "digest-2");
    const { mendBy, mendedBy } = store.findInbox("sender", "3") ?? {};
    assert.deepEqual([mendBy, mendedBy], [undefined, "digest-2"]);
    assert.equal(store.counts().quarantined, 0);
  },

  ...Object.fromEntries(
    Object.entries(replayStoreContract).map(([name, check]) => [
      `as a replay store: ${name}`,
      (store: GatewayStore) => check(store.replay),
    ]),
  ),

  "knows what was received by its id, until it is forgotten, and by its digest"(store) {
    store.replay.insert(arrival("1", "d"));
    assert.equal(store.replay.has(arrival("1", "other")), true);
    assert.equal(store.replay.has({ ...arrival("1", "other"), iss: "b" }), false);
    assert.equal(store.replay.has(arrival("2", "d")), true);
    assert.equal(store.replay.has(arrival("2", "other")), false);
    store.replay.prune(KEEP_UNTIL);
    assert.equal(store.replay.has(arrival("1", "other")), false);
    assert.equal(store.replay.has(arrival("1", "d")), true);
  },

  "keeps the newest refusals of unknown senders, and all of known ones"(store) {
    store.addRefusal({ ...refusal("0"), sender: "known" }, 2);
    for (const id of ["1", "2", "3"]) store.addRefusal(refusal(id), 2);
    const kept = ["0", "1", "2", "3"].filter((id) => store.findRefusal(`sealed-${id}`));
    assert.deepEqual(kept, ["0", "2", "3"]);
    assert.deepEqual(
      withoutUndefined(store.findRefusal("sealed-3")),
      withoutUndefined(refusal("3")),
    );
  },

  "keeps whose a refused package was when it comes again and cannot be opened"(store) {
    store.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_EXPIRED" }, 9);
    store.addRefusal({ ...refusal("1"), code: "PACKAGE_KEY_UNKNOWN" }, 9);
    const { sender, code } = store.findRefusal("sealed-1") ?? {};
    assert.deepEqual([sender, code], ["known", "MESSAGE_EXPIRED"]);
    store.addRefusal({ ...refusal("1"), sender: "known", code: "MESSAGE_AGREEMENT_UNKNOWN" }, 9);
    assert.equal(store.findRefusal("sealed-1")?.code, "MESSAGE_AGREEMENT_UNKNOWN");
  },

  "repeats the receipts of what was judged, not of what could not be opened"(store) {
    store.addRefusal({ ...refusal("1"), sender: "known", code: "rejected" }, 9);
    store.addRefusal(refusal("2"), 9);
    assert.deepEqual(store.receiptsFor("sealed-1"), ["refused"]);
    assert.equal(store.receiptsFor("sealed-2"), undefined);
    assert.equal(store.receiptsFor("sealed-3"), undefined);
  },

  "lists what is overdue from the day after eraseBy"(store) {
    store.addOutbox(outgoing("1"));
    store.addInbox(incoming("2"));
    assert.deepEqual(store.overdue("2026-12-24"), { inbox: [], outbox: [] });
    assert.deepEqual(store.overdue("2026-12-25"), { inbox: ["digest-2"], outbox: ["digest-1"] });
    store.eraseOutbox("digest-1", "2026-12-25T00:00:00Z", undefined);
    store.eraseInbox("digest-2", "2026-12-25T00:00:00Z");
    assert.deepEqual(store.overdue("2026-12-25"), { inbox: [], outbox: [] });
  },

  "keeps clocks, and lists the requests that are not answered, the first to end first"(store) {
    const from = "2026-11-24T09:02:00Z";
    const clock = { from, by: "2026-11-24T17:02:00Z" };
    store.addInbox({ ...incoming("1"), clock });
    store.addInbox(incoming("2"));
    store.addOutbox(outgoing("3"));
    const sooner = { from, by: "2026-11-24T12:00:00Z" };
    store.setClock("outbox", "digest-3", sooner);
    assert.deepEqual(store.findInbox("sender", "1")?.clock, clock);
    assert.equal(store.findInbox("sender", "2")?.clock, undefined);
    assert.deepEqual(store.exchange("exchange").at(-1)?.clock, sooner);
    assert.deepEqual(store.openAnswers(9), [
      { digest: "digest-3", id: "3", own: true, other: "recipient", clock: sooner },
      { digest: "digest-1", id: "1", own: false, other: "sender", clock },
    ]);
    assert.deepEqual(
      store.openAnswers(1).map(({ id }) => id),
      ["3"],
    );
    assert.deepEqual(store.countAnswers("2026-11-24T12:00:00Z"), {
      owed: { open: 1, overdue: 0 },
      awaited: { open: 1, overdue: 0 },
    });
    assert.deepEqual(store.countAnswers("2026-11-24T12:00:01Z").awaited, { open: 1, overdue: 1 });

    const answered = { ...clock, answeredAt: "2026-11-24T10:00:00Z" };
    store.setClock("inbox", "digest-1", answered);
    store.eraseOutbox("digest-3", "2026-11-24T11:00:00Z", undefined);
    assert.deepEqual(store.openAnswers(9), []);
    // How long an answer took is known for good; it says nothing about a person.
    store.eraseInbox("digest-1", "2026-11-24T11:00:00Z");
    assert.deepEqual(store.findInbox("sender", "1")?.clock, answered);
  },

  "keeps a note under a name, the newest"(store) {
    assert.equal(store.mark("registry"), undefined);
    store.setMark("registry", "1");
    store.setMark("registry", "2");
    store.setMark("clock", "3");
    assert.deepEqual([store.mark("registry"), store.mark("clock")], ["2", "3"]);
  },

  "counts by state and keeps events"(store) {
    store.addOutbox(outgoing("1"));
    store.addInbox(incoming("2"));
    store.addEvent({ kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" });
    assert.deepEqual(store.counts(), {
      outbox: { queued: 1, sending: 0, delivered: 0, decided: 0, refused: 0, expired: 0 },
      inbox: 1,
      quarantined: 0,
    });
    assert.deepEqual(store.events("alarm"), [
      { kind: "alarm", at: "2026-11-24T09:02:00Z", ref: "d", country: "XB" },
    ]);
    assert.equal(store.hasEvent("alarm", "d"), true);
    assert.equal(store.hasEvent("alarm", "e"), false);
    assert.deepEqual(store.events("other"), []);
  },
};

const KEEP_UNTIL = new Date("2026-12-02T09:02:00Z");

function arrival(jti: string, digest: string): ReplayEntry {
  return { iss: "a", jti, digest, keepUntil: KEEP_UNTIL };
}

function outgoing(id: string): NewOutboxRow {
  return {
    id,
    recipient: "recipient",
    messageType: "referral",
    purpose: "ASSISTANCE_REFERRAL",
    digest: `digest-${id}`,
    sdHash: `hash-${id}`,
    resolved: ["a", "b"],
    jwt: `jwt-${id}`,
    createdAt: "2026-11-24T09:02:00Z",
    deliverBy: "2026-12-01T09:02:00Z",
    eraseBy: "2026-12-24",
    nextAttempt: 0,
    pausedAt: 0,
    content: { sdJwt: "sd", seed: Uint8Array.of(1, 2), exchangeId: "exchange", message: "{}" },
    submission: { key: `key-${id}`, request: `request-${id}` },
    history: undefined,
  };
}

function incoming(id: string): NewInboxRow {
  return {
    id,
    sender: "sender",
    state: "accepted",
    messageType: "referral",
    purpose: "ASSISTANCE_REFERRAL",
    digest: `digest-${id}`,
    sealedDigest: `sealed-${id}`,
    resolved: ["a", "b"],
    jwt: `jwt-${id}`,
    receipts: ["delivered", "decided"],
    receivedAt: "2026-11-24T09:02:00Z",
    eraseBy: "2026-12-24",
    mendBy: undefined,
    clock: undefined,
    content: { sdJwt: "sd", exchangeId: "exchange", message: "{}", judgement: "{}" },
    history: undefined,
  };
}

function refusal(id: string): RefusalRow {
  return {
    sealedDigest: `sealed-${id}`,
    digest: undefined,
    sender: undefined,
    code: "PACKAGE_NOT_FOR_US",
    rules: ["E01"],
    at: "2026-11-24T09:02:00Z",
    receipts: ["refused"],
  };
}

/** Members that are not there and members that are undefined say the same. */
function withoutUndefined(row: object | undefined): object {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== undefined));
}
