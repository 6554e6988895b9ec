import assert from "node:assert/strict";
import { sha256Base64url } from "@safepassage/core";
import type { HeldKey } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { HeldThat } from "../ports.ts";
import type { NewInboxRow, NewOutboxRow } from "../rows.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming, outgoing, withoutUndefined } from "./rows.ts";

/** Checks for messages sent and received alike. */
export const boxesChecks: Checks = {
  async "returns what was stored"(store) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    const { content, submission: _, history: __, emergency: ___, ...rest } = outgoing("1");
    assert.deepEqual(withoutUndefined(await tx.outbox.find("1")), {
      ...rest,
      state: "queued",
      posted: false,
      attempts: 0,
      receipts: [],
      content: { ...content, seed: new Uint8Array(content.seed) },
    });
    assert.equal((await tx.outbox.findByDigest("digest-1"))?.id, "1");
    assert.equal((await tx.outbox.findSubmission("key-1"))?.row.id, "1");
    assert.equal((await tx.outbox.findSubmission("key-1"))?.request, "request-1");
    assert.equal(await tx.outbox.findSubmission("key-2"), undefined);
    assert.equal(await tx.outbox.find("2"), undefined);

    await tx.inbox.add(incoming("3"));
    assert.deepEqual(
      withoutUndefined(await tx.inbox.find("sender", "3")),
      withoutUndefined(incoming("3")),
    );
    assert.equal((await tx.inbox.findByDigest("digest-3"))?.id, "3");
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-3"), ["delivered", "decided"]);
  },

  async "refuses a second message of the same id, digest or submission"(store) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    await assert.rejects(() => tx.outbox.add(outgoing("1")));
    await assert.rejects(() => tx.outbox.add({ ...outgoing("2"), digest: "digest-1" }));
    await assert.rejects(() =>
      tx.outbox.add({ ...outgoing("2"), submission: outgoing("1").submission }),
    );
    await tx.outbox.add({ ...outgoing("2"), submission: undefined });
    await tx.outbox.add({ ...outgoing("3"), submission: undefined });
    await tx.inbox.add(incoming("1"));
    await assert.rejects(() => tx.inbox.add(incoming("1")));
    await assert.rejects(() => tx.inbox.add({ ...incoming("2"), sealedDigest: "sealed-1" }));
  },

  async "holds a message until another day where that is said"(store) {
    const tx = inside(store);
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    await tx.outbox.retain("digest-1", "2031-01-01");
    await tx.inbox.retain("digest-2", "2031-01-02");
    assert.equal((await tx.outbox.find("1"))?.eraseBy, "2031-01-01");
    assert.equal((await tx.inbox.findByDigest("digest-2"))?.eraseBy, "2031-01-02");
    assert.deepEqual(await tx.outbox.overdue("2031-01-01", 9), []);
    assert.deepEqual(await tx.outbox.overdue("2031-01-02", 9), ["digest-1"]);
    assert.deepEqual(await tx.inbox.overdue("2031-01-02", 9), []);
  },

  async "finds the messages of one side in an exchange by what is true of them"(store) {
    const tx = inside(store);
    const clock = { from: "2026-11-24T09:02:00Z", by: "2026-12-04T09:02:00Z" };
    const alike = { messageType: "update", purpose: "one", eraseBy: "2026-12-24" };
    for (const [add, like] of [
      [(id: string, row: object) => tx.inbox.add({ ...incoming(id), ...row }), "received"],
      [
        (id: string, row: object) =>
          tx.outbox.add({ ...outgoing(id), submission: undefined, ...row }),
        "sent",
      ],
    ] as const) {
      await add(`${like}-1`, { ...alike, messageType: "referral" });
      await add(`${like}-2`, { ...alike, eraseBy: "2026-12-26" });
      await add(`${like}-3`, { ...alike, purpose: "two" });
      await add(`${like}-4`, { ...alike, recipient: "another", sender: "another" });
      await add(`${like}-5`, alike);
    }
    for (const digest of ["digest-received-1", "digest-received-2"]) {
      await tx.answers.setClock("inbox", digest, clock);
    }
    await tx.answers.setClock("inbox", "digest-received-2", { ...clock, answeredAt: clock.from });
    await tx.answers.setClock("outbox", "digest-sent-3", clock);
    await tx.inbox.erase("digest-received-5", clock.from);
    await tx.outbox.erase("digest-sent-5", clock.from);
    const find = async (that: HeldThat, exchangeId = "exchange") =>
      [
        ...(await tx.inbox.heldIn(exchangeId, "sender", that)),
        ...(await tx.outbox.heldIn(exchangeId, "recipient", that)),
      ]
        .map((digest) => digest.replace(/^digest-/, ""))
        .sort();
    const ends = [
      { purpose: "one", day: "2026-12-24" },
      { purpose: "two", day: "2026-12-23" },
    ];
    const [update, beyond] = [
      { kind: "ofType", messageType: "update" },
      { kind: "beyond", ends },
    ];
    const until = { kind: "until", from: "2026-12-24", before: "2026-12-26" } as const;
    assert.deepEqual(await find(update as HeldThat), [
      ...["received-2", "received-3", "sent-2", "sent-3"],
    ]);
    assert.deepEqual(await find(update as HeldThat, "no exchange"), []);
    assert.deepEqual(await find(until), ["received-1", "received-3", "sent-1", "sent-3"]);
    assert.deepEqual(await find({ ...until, from: "2026-12-25" }), []);
    assert.deepEqual(await find(beyond as HeldThat), [
      ...["received-2", "received-3", "sent-2", "sent-3"],
    ]);
    assert.deepEqual(await find({ kind: "unanswered" }), ["received-1", "sent-3"]);
  },

  async "erases the content and keeps the proof"(store) {
    const tx = inside(store);
    await tx.outbox.add({ ...outgoing("1"), statement: "statement-1" });
    await tx.outbox.change("1", { state: "decided", sealed: "ciphertext", receipts: ["r"] });
    await tx.inbox.add({ ...incoming("2"), statement: "statement-2" });
    await tx.outbox.erase("digest-1", "2026-11-24T09:02:00Z", "certificate");
    await tx.outbox.erase("digest-1", "2026-11-24T09:10:00Z", undefined);
    await tx.inbox.erase("digest-2", "2026-11-24T09:02:00Z");
    await store.scrub();

    const sent = await tx.outbox.find("1");
    assert.equal(sent?.content, undefined);
    assert.equal(sent?.sealed, undefined);
    // The time of the first erasure stays, and so does the certificate.
    assert.deepEqual([sent?.certificate, sent?.erasedAt], ["certificate", "2026-11-24T09:02:00Z"]);
    assert.deepEqual(await tx.outbox.findSubmission("key-1"), { row: sent, request: undefined });
    assert.deepEqual([sent?.jwt, sent?.receipts], ["jwt-1", ["r"]]);
    const received = await tx.inbox.find("sender", "2");
    // What a certificate of erasure states is proof too.
    assert.deepEqual([sent?.statement, received?.statement], ["statement-1", "statement-2"]);
    assert.equal(received?.content, undefined);
    assert.equal(received?.erasedAt, "2026-11-24T09:02:00Z");
    assert.deepEqual(received?.receipts, ["delivered", "decided"]);
    // The same octets again are still answered, and the same message is still known.
    assert.deepEqual(await tx.inbox.receiptsFor("sealed-2"), ["delivered", "decided"]);
  },

  async "keeps what a certificate states that an earlier version kept in its content alone"(store) {
    const tx = inside(store);
    const body = { g: { kind: "erasure", links: [], leaves: [] } };
    const clear = {
      "env.messageType": "erasureCertificate",
      "env.digest.private": sha256Base64url("private"),
    };
    const certificate = {
      messageType: "erasureCertificate",
      statement: undefined,
    };
    const content = {
      sdJwt: "jwt~private~stated~",
      message: { clear, private: {}, body } as unknown as DecodedMessage,
    };
    const [sent, received] = [outgoing("1"), incoming("2")];
    await tx.outbox.add({ ...sent, ...certificate, content: { ...sent.content, ...content } });
    await tx.inbox.add({
      ...received,
      ...certificate,
      content: { ...received.content, ...content },
    });
    const check = async (): Promise<void> => {
      assert.equal((await tx.outbox.find("1"))?.statement, "jwt~stated~");
      assert.equal((await tx.inbox.find("sender", "2"))?.statement, "jwt~stated~");
    };
    await check();
    await tx.outbox.erase("digest-1", "2026-11-24T09:02:00Z", undefined);
    await tx.inbox.erase("digest-2", "2026-11-24T09:02:00Z");
    await store.scrub();
    assert.equal((await tx.inbox.find("sender", "2"))?.content, undefined);
    await check();
  },

  async "finds what is held by its ids, and corrections by what they carry values for"(store) {
    const tx = inside(store);
    const message = (gid: string, leaves: readonly object[] = []) =>
      ({
        private: { "private.consentRefs": ["consent"] },
        body: { [gid]: { kind: "correction", links: [], leaves } },
      }) as unknown as DecodedMessage;
    const holding = <Row extends NewInboxRow | NewOutboxRow>(
      row: Row,
      said: DecodedMessage,
    ): Row => ({
      ...row,
      content: { ...row.content, message: said },
    });
    const target = { f: "correction.target", v: { message: "named", path: "gid/need.services" } };
    const value = { f: "correction.value", v: "shelter" };
    const correction = { messageType: "correction" };
    await tx.inbox.add(holding(incoming("1"), message("group")));
    await tx.inbox.add(holding({ ...incoming("2"), state: "quarantined" }, message("group")));
    await tx.outbox.add(
      holding({ ...outgoing("3"), ...correction }, message("g", [target, value])),
    );
    await tx.outbox.add(holding({ ...outgoing("4"), ...correction }, message("g", [target])));
    const found = async (key: HeldKey, own: boolean, other = own ? "recipient" : "sender") =>
      [...(await (own ? tx.outbox : tx.inbox).heldUnder(key, other))].sort();
    const shared = (id: string): HeldKey => ({ kind: "shares", key: `exchange ${id}` });
    const naming: HeldKey = { kind: "valueFor", key: "named" };
    assert.deepEqual(await found(shared("group"), false), ["digest-1", "digest-2"]);
    assert.deepEqual(await found(shared("consent"), true), ["digest-3", "digest-4"]);
    assert.deepEqual(await found(shared("group"), false, "another"), []);
    assert.deepEqual(await found({ kind: "shares", key: "another group" }, false), []);
    assert.deepEqual([await found(naming, true), await found(naming, false)], [["digest-3"], []]);
    assert.deepEqual(await tx.outbox.heldOn("consent"), ["digest-3", "digest-4"]);
    await tx.inbox.erase("digest-1", "2026-11-24T09:02:00Z");
    await tx.outbox.erase("digest-3", "2026-11-24T09:02:00Z", undefined);
    assert.deepEqual(await found(shared("group"), false), ["digest-2"]);
    assert.deepEqual(await found(naming, true), []);
    assert.deepEqual(await tx.outbox.heldOn("consent"), ["digest-4"]);
  },

  async "lists what is overdue from the day after eraseBy"(store) {
    const tx = inside(store);
    const overdue = async (day: string) => [
      await tx.inbox.overdue(day, 9),
      await tx.outbox.overdue(day, 9),
    ];
    await tx.outbox.add(outgoing("1"));
    await tx.inbox.add(incoming("2"));
    assert.deepEqual(await overdue("2026-12-24"), [[], []]);
    assert.deepEqual(await overdue("2026-12-25"), [["digest-2"], ["digest-1"]]);
    await tx.outbox.erase("digest-1", "2026-12-25T00:00:00Z", undefined);
    await tx.inbox.erase("digest-2", "2026-12-25T00:00:00Z");
    assert.deepEqual(await overdue("2026-12-25"), [[], []]);
  },
};
