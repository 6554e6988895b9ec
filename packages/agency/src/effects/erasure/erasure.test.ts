import { createFixedClock, encodeBase64url, encodeUtf8 } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { CODE_LISTS, type DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { AgencyContext } from "../../setting/context.ts";
import { unobserved } from "../../setting/observe.ts";
import { inside } from "../../store/contract/inside.ts";
import { workOutIn } from "../../store/facts.ts";
import type { NewInboxRow, NewOutboxRow } from "../../store/rows.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import { carryOut } from "../shared/effect.ts";
import { erasures } from "./erasure.ts";

const NGO_B = "https://ngo-b.test";
const NGO_C = "https://ngo-c.test";
const POLICE_D = "https://police-d.test";

describe("erasures", () => {
  it("erases no message on the word of another agency than its sender", async () => {
    const context = createContext();
    await inside(context.store).inbox.add(received());
    const correction = opened(POLICE_D, "correction", [
      { f: "correction.target", v: { message: "digest", path: "gid/need.services" } },
      { f: "correction.action", v: "erase" },
    ]);
    await carryOutErasures(context, correction);
    expect((await inside(context.store).inbox.find(NGO_B, "1"))?.content).toBeDefined();
  });

  it.each(["rectify", "restrict"])("erases nothing for the action %s", async (action) => {
    const context = createContext();
    await inside(context.store).inbox.add(received());
    const correction = opened(NGO_B, "correction", [
      { f: "correction.target", v: { message: "digest", path: "gid/need.services" } },
      { f: "correction.action", v: action },
    ]);
    await carryOutErasures(context, correction);
    expect((await inside(context.store).inbox.find(NGO_B, "1"))?.content).toBeDefined();
  });

  it("keeps what another group of the same correction wants restricted", async () => {
    const context = createContext();
    for (const digest of ["gone", "kept"]) {
      await inside(context.store).inbox.add({
        ...received(),
        id: digest,
        digest,
        sealedDigest: digest,
      });
    }
    const groupFor = (message: string, action: string) => ({
      kind: "correction",
      links: [],
      leaves: [
        { f: "correction.target", v: { message, path: "gid/need.services" } },
        { f: "correction.action", v: action },
      ],
    });
    const correction = opened(NGO_B, "correction", []);
    Object.assign(correction.message, {
      body: { one: groupFor("gone", "erase"), two: groupFor("kept", "restrict") },
    });
    await carryOutErasures(context, correction);
    expect((await inside(context.store).inbox.findByDigest("gone"))?.content).toBeUndefined();
    expect((await inside(context.store).inbox.findByDigest("kept"))?.content).toBeDefined();
  });

  it.each([
    ["not without the message it is for", ["value"], []],
    ["together with that message", ["digest"], ["digest", "value"]],
  ])("erases the value of a correction %s", async (_, targets, gone) => {
    const context = createContext();
    const { store } = context;
    await inside(store).inbox.add(received());
    const value = {
      ...MESSAGE,
      ...{ clear: { "env.legalBasis": [], "env.messageType": "correction" } },
      body: {
        gid: {
          ...{ kind: "correction", links: [] },
          leaves: [
            { f: "correction.target", v: { message: "digest", path: "gid/need.services" } },
            { f: "correction.action", v: "rectify" },
            { f: "correction.value", v: "shelter" },
          ],
        },
      },
    };
    const base = received();
    const kept = { ...base.content, message: value } as unknown as NewInboxRow["content"];
    await inside(store).inbox.add({
      ...{ ...base, id: "2", digest: "value", sealedDigest: "value", messageType: "correction" },
      ...{ content: kept, history: undefined },
    });
    await carryOutErasures(
      context,
      opened(NGO_B, "correction", [
        ...targets.map((message) => ({ f: "correction.target", v: { message, path: "gid/x" } })),
        { f: "correction.action", v: "erase" },
      ]),
    );
    const erased = await erasedOf(store, ["digest", "value"]);
    expect(erased).toEqual(gone);
    const certified = await inside(store).replies.due(Number.MAX_SAFE_INTEGER, 9);
    expect(certified.map(({ about }) => about)).toEqual(gone);
  });

  it.each([
    ["its recipient, asked", NGO_C, true, true],
    ["its recipient, not asked", NGO_C, false, false],
    ["another agency", POLICE_D, true, false],
  ])("erases the own copy on a certificate of %s: %s", async (_, from, asked, expected) => {
    const context = createContext();
    await inside(context.store).outbox.add(sent());
    if (asked) {
      const at = "2026-11-24T09:02:00Z";
      await inside(context.store).events.add({ kind: "erasureRequested", at, ref: "digest" });
    }
    const certificate = opened(from, "erasureCertificate", [
      { f: "erasure.messageDigest", v: "digest" },
    ]);
    await carryOutErasures(context, certificate);
    expect((await inside(context.store).outbox.find("1"))?.content === undefined).toBe(expected);
    expect((await inside(context.store).outbox.find("1"))?.certificate).toBe(
      expected ? "certificate" : undefined,
    );
  });
  it.each([
    ["every disclosure", ["one", "private", "body"], true],
    ["the two from which all others hang", ["private", "body"], true],
    ["a part", ["one", "body"], false],
    ["others", ["two", "three"], false],
    ["none", [], false],
  ])("counts a certificate that names %s: %j", async (_, named, counts) => {
    const context = createContext();
    const jwt = ["e30", encodeBase64url(encodeUtf8('{"_sd":["body","private"]}')), ""].join(".");
    const { outbox, events } = inside(context.store);
    await outbox.add({ ...sent(), jwt, resolved: ["body", "one", "private"] });
    const at = "2026-11-24T09:02:00Z";
    await events.add({ kind: "erasureRequested", at, ref: "digest" });
    const certificate = opened(NGO_C, "erasureCertificate", [
      { f: "erasure.messageDigest", v: "digest" },
      ...named.map((v) => ({ f: "erasure.disclosures", v })),
    ]);
    await carryOutErasures(context, certificate);
    const row = await outbox.find("1");
    expect(row?.certificate).toBe(counts ? "certificate" : undefined);
    expect(row?.content === undefined).toBe(counts);
  });

  it.each([
    ["when it arrived", {}, true],
    ["a clock behind by a minute", { "erasure.at": "2026-11-24T09:01:30Z" }, true],
    ["before it was sent", { "erasure.at": "2026-11-24T08:02:00Z" }, false],
    ["after it was certified", { "erasure.at": "2026-11-26T09:02:00Z" }, false],
    ["with no backup from a day before", { "erasure.backupHorizon": "2026-11-24" }, false],
    ["in part, since some is evidence", { "erasure.exception": "evidence" }, false],
    ["in part, since some is contested", { "erasure.exception": "accuracyContested" }, false],
  ])("counts a certificate that says it was erased %s", async (_, said, counts) => {
    const context = createContext();
    const jwt = ["e30", encodeBase64url(encodeUtf8('{"_sd":["body","private"]}')), ""].join(".");
    const { outbox, events } = inside(context.store);
    await outbox.add({ ...sent(), jwt, resolved: ["body", "private"] });
    await events.add({ kind: "erasureRequested", at: "2026-11-24T09:02:00Z", ref: "digest" });
    const stated = {
      ...{ "erasure.messageDigest": "digest", "erasure.method": "overwritten" },
      ...{ "erasure.at": "2026-11-25T09:02:00Z", "erasure.backupHorizon": "2026-12-25" },
      ...{ "erasure.exception": "none", ...said },
    };
    const certificate = opened(NGO_C, "erasureCertificate", [
      ...Object.entries(stated).map(([f, v]) => ({ f, v })),
      ...["body", "private"].map((v) => ({ f: "erasure.disclosures", v })),
    ]);
    await carryOutErasures(context, certificate);
    const row = await outbox.find("1");
    expect(row?.certificate).toBe(counts ? "certificate" : undefined);
    expect(row?.content === undefined).toBe(counts);
  });
});

/** Every way in which a partner's message can erase something, whatever it names. */
describe("a message of another agency", () => {
  const REACH: Readonly<Record<string, readonly string[]>> = {
    // Its own messages.
    correction: ["theirs"],
    recall: ["theirs"],
    // Its own alerts, and what updated them.
    alertCancellation: ["theirs"],
    // Messages that this agency has asked it to erase.
    erasureCertificate: ["own, asked for"],
  };
  const types = CODE_LISTS["message_type"]?.codes.map(({ code }) => code) ?? [];

  it.each(types)("of type %s erases nothing else", async (messageType) => {
    const context = createContext();
    const { store } = context;
    const at = "2026-11-24T09:02:00Z";
    for (const digest of ["theirs", "of another"]) {
      const sender = digest === "theirs" ? NGO_B : POLICE_D;
      await inside(store).inbox.add({
        ...received(),
        id: digest,
        digest,
        sealedDigest: digest,
        sender,
      });
    }
    for (const digest of ["own", "own, asked for", "to another, asked for"]) {
      const recipient = digest.startsWith("own") ? NGO_B : POLICE_D;
      await inside(store).outbox.add({ ...sent(), id: digest, digest, recipient });
      if (digest.endsWith("asked for"))
        await inside(store).events.add({ kind: "erasureRequested", at, ref: digest });
    }
    const all = ["theirs", "of another", "own", "own, asked for", "to another, asked for"];
    await carryOutErasures(
      context,
      opened(NGO_B, messageType, [
        ...all.map((message) => ({ f: "correction.target", v: { message, path: "gid/x" } })),
        ...["erase", "restrict", "rectify"].map((v) => ({ f: "correction.action", v })),
        ...all.map((v) => ({ f: "erasure.messageDigest", v })),
        ...all.map((v) => ({ f: "recall.target", v })),
        ...all.map((v) => ({ f: "cancellation.target", v })),
      ]),
    );
    const erased = await erasedOf(store, all);
    expect(erased).toEqual(REACH[messageType] ?? []);
  });
});

function createContext(): AgencyContext {
  const clock = createFixedClock("2026-11-24T09:02:00Z");
  // Nothing else is reached: a certificate is composed when it is sent.
  return {
    ...{ self: NGO_C, store: openSqliteStore(":memory:"), clock, backupDays: 30 },
    ...{ reach: () => {}, log: () => {}, observe: unobserved, wake: () => {}, onChange: () => {} },
  } as unknown as AgencyContext;
}

const carryOutErasures = (context: AgencyContext, message: OpenedMessage): Promise<void> =>
  carryOut(context, async (tx) => ({
    effects: await workOutIn(context, tx, (known) => erasures(known, message)),
    value: undefined,
  }));

/** Those of some messages, sent or received, whose content is not held any more. */
async function erasedOf(
  store: AgencyContext["store"],
  digests: readonly string[],
): Promise<readonly string[]> {
  const { inbox, outbox } = inside(store);
  const gone: string[] = [];
  for (const digest of digests) {
    const row = (await inbox.findByDigest(digest)) ?? (await outbox.findByDigest(digest));
    if (row?.content === undefined) gone.push(digest);
  }
  return gone;
}

function opened(from: string, messageType: string, leaves: readonly object[]): OpenedMessage {
  const message = {
    clear: {
      ...{ "env.messageType": messageType, "env.agreementRef": { sha256: "agreement" } },
      "env.createdAt": "2026-11-25T09:02:00Z",
    },
    private: { "private.exchangeId": "exchange" },
    body: { gid: { kind: "correction", links: [], leaves } },
  };
  const agreement = { minAssurance: 1 };
  return {
    ...{ sender: { entity: from }, digest: "certificate" },
    ...{ message, agreement },
  } as unknown as OpenedMessage;
}

const MESSAGE = {
  clear: { "env.legalBasis": [] },
  private: { "private.consentRefs": [] },
  body: {},
} as unknown as DecodedMessage;

const COMMON = {
  id: "1",
  messageType: "referral",
  purpose: "ASSISTANCE_REFERRAL",
  digest: "digest",
  resolved: [],
  jwt: "jwt",
  eraseBy: "2026-12-24",
  history: undefined,
};

function received(): NewInboxRow {
  return {
    ...COMMON,
    sender: NGO_B,
    state: "accepted",
    sealedDigest: "sealed",
    receipts: [],
    receivedAt: "2026-11-24T09:02:00Z",
    reviewBy: undefined,
    mendBy: undefined,
    clock: undefined,
    content: {
      sdJwt: "sd",
      exchangeId: "exchange",
      message: MESSAGE,
      judgement: { findings: [], evaluated: [], notEvaluated: [] },
    },
  };
}

function sent(): NewOutboxRow {
  return {
    ...COMMON,
    recipient: NGO_C,
    sdHash: "hash",
    createdAt: "2026-11-24T09:02:00Z",
    deliverBy: "2026-12-01T09:02:00Z",
    nextAttempt: 0,
    pausedAt: 0,
    emergency: false,
    content: { sdJwt: "sd", seed: new Uint8Array(32), exchangeId: "exchange", message: MESSAGE },
    submission: undefined,
  };
}
