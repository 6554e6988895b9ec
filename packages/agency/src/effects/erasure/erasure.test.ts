import { CODE_LISTS, type DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  carryOutErasures,
  createContext,
  erasedOf,
  NGO_B,
  opened,
  POLICE_D,
  received,
  sent,
} from "../../../test/erasing.ts";
import { inside } from "../../store/contract/inside.ts";
import type { NewInboxRow } from "../../store/rows.ts";

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

const MESSAGE = {
  clear: { "env.legalBasis": [] },
  private: { "private.consentRefs": [] },
  body: {},
} as unknown as DecodedMessage;
