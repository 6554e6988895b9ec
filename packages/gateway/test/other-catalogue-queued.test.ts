import { type Draft, PROFILE_DIGEST } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { followEvents } from "./api/follow-events.ts";
import {
  body,
  countInbox,
  keepPosts,
  received_,
  rowOf,
  submit,
  withGoneKind,
} from "./catalogue-world.ts";
import { createUpgraded, EARLIER } from "./earlier.ts";
import { NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { NOW, requestS011, type TestExchange } from "./world.ts";

const KEY = { "idempotency-key": "case-system-0001" };

describe("a message that was queued under an earlier catalogue", () => {
  it("is signed again before it is ever posted, says the same, and is delivered once", async () => {
    const exchange = createUpgraded();
    const { b, c } = exchange;
    const first = await submit(exchange);
    // Read while its key is there: it is destroyed with the message that another one replaces.
    const said = first.content?.message;
    exchange.setTime("2026-11-25T09:00:00Z");
    await exchange.settle();

    const [received, ...more] = await received_(exchange);
    const next = await rowOf(exchange, received?.digest ?? "");
    expect(more).toEqual([]);
    expect(await countInbox(exchange)).toBe(1);
    expect(next).toMatchObject({
      state: "decided",
      createdAt: "2026-11-25T09:00:00Z",
      deliverBy: first.deliverBy,
      eraseBy: first.eraseBy,
    });
    expect(next.id).not.toBe(first.id);
    expect(said).toBeDefined();
    expect(next.content?.message.body).toEqual(said?.body);
    expect(next.content?.message.private).toEqual(said?.private);
    expect(next.content?.message.clear["env.profile"]).toBe(PROFILE_DIGEST);

    const before = await b.show(first.digest);
    expect(before.json).toMatchObject({
      state: "replaced",
      profile: EARLIER,
      replacedBy: next.digest,
      receipts: [],
    });
    expect(before.json.message).toBeUndefined();
    const after = await b.show(next.digest);
    expect(after.json).toMatchObject({ profile: PROFILE_DIGEST, replaces: first.digest });
    const inbox = await c.show(next.digest);
    expect(inbox.json).toMatchObject({ state: "accepted", profile: PROFILE_DIGEST });
    expect(b.log).toContainEqual({ event: "signedAgain", ref: next.digest, peer: NGO_C });
    expect((await b.call("GET", "/v1/health")).json.outbox).toMatchObject({
      decided: 1,
      replaced: 1,
    });
  });

  it("keeps its idempotency key, so that a repeated submission sends nothing twice", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange, requestS011(), KEY);
    await exchange.settle();
    exchange.version.isEarlier = false;
    const again = await exchange.b.call("POST", "/v1/messages", body(requestS011()), KEY);
    const { replacedBy } = (await exchange.b.show(first.digest)).json;
    expect(again).toMatchObject({ status: 201, json: { digest: replacedBy, state: "decided" } });
    expect(await countInbox(exchange)).toBe(1);
    const other = { ...requestS011(), officer: { id: "staff-0043", assurance: 2 } };
    const reused = await exchange.b.call("POST", "/v1/messages", body(other), KEY);
    expect(reused.json.code).toBe("GATEWAY_IDEMPOTENCY_KEY_REUSED");
  });

  it("gives an event that it was replaced, so that a program that waits for its answer knows that it goes on", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange);
    const events = await followEvents(exchange.b);
    await exchange.settle();
    const told = (await events.next?.(3)) ?? [];
    await events.stop?.();
    const { replacedBy } = (await exchange.b.show(first.digest)).json;
    expect(told.map(({ data: { event, code, ref } }) => [event, code, ref])).toEqual([
      ["sent", "replaced", first.digest],
      ["sent", "queued", replacedBy],
      ["sent", "decided", replacedBy],
    ]);
  });

  it("is noted once, with the person whom the case system named", async () => {
    const exchange = createUpgraded();
    const [gid = "", { leaves = [] } = {}] =
      Object.entries(requestS011().body as Draft["body"]).find(
        ([, { kind }]) => kind === "subject",
      ) ?? [];
    const first = await submit(exchange, {
      ...requestS011(),
      people: { [gid]: "case-17" },
      sources: [],
    });
    await exchange.settle();
    const { history } = inside(exchange.b.store);
    const pseudonym = String(leaves.find(({ f }) => f === "subject.pseudonym")?.v);
    const person = (await history.personBehind(pseudonym)) ?? "";
    expect(person).not.toBe("");
    const mentions = await history.mentionsOf(person, pseudonym, 9, true);
    expect(mentions.map(({ mention }) => mention.person)).toEqual([person]);
    expect(await history.find(first.digest)).toBeUndefined();
    const [note] = mentions;
    expect((await history.find(note?.record.digest ?? ""))?.sources).toEqual([]);
  });

  it("is looked at when the program starts, however long its pause still is", async () => {
    const exchange = createUpgraded();
    const { id } = await submit(exchange);
    const nextAttempt = Date.parse(NOW) + 3_600_000;
    const pausedAt = Date.parse(NOW);
    await inside(exchange.b.store).outbox.change(id, { state: "queued", nextAttempt, pausedAt });
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await inside(exchange.b.store).outbox.find(id))?.state).toBe("replaced");
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect(await countInbox(exchange)).toBe(1);
  });

  it("is refused visibly if it may not be sent any more, and never posted", async () => {
    const exchange = createUpgraded();
    exchange.version.write = withoutConsent;
    const { digest } = await submit(exchange);
    const posts = countPosts(exchange);
    await exchange.settle();
    expect(posts()).toBe(0);
    const { json } = await exchange.b.show(digest);
    expect(json).toMatchObject({ state: "refused", lastError: "GATEWAY_PROFILE_CHANGED" });
    expect(json.replacedBy).toBeUndefined();
    expect(json.message).toBeDefined();
    const [event, ...more] = await eventsOf(exchange.b.store, "profileRefused");
    expect(more).toEqual([]);
    expect(event).toMatchObject({ ref: digest, code: "R01_FIELD_NOT_PERMITTED" });
    expect(exchange.b.log).toContainEqual({
      ...{ event: "refused", ref: digest, peer: NGO_C, code: "GATEWAY_PROFILE_CHANGED", own: true },
    });
    expect(await eventsOf(exchange.b.store, "emergencyUndelivered")).toEqual([]);
  });

  it("is refused if this catalogue lacks a kind that it has, and names that in codes", async () => {
    const exchange = createUpgraded();
    exchange.version.keep = withGoneKind;
    const { digest } = await submit(exchange);
    await exchange.settle();
    expect((await rowOf(exchange, digest)).state).toBe("refused");
    expect(await eventsOf(exchange.b.store, "profileRefused")).toMatchObject([
      { ref: digest, code: "R53_FIELD_UNKNOWN R71_KIND_UNKNOWN" },
    ]);
    expect(await countInbox(exchange)).toBe(0);
  });

  it("expires at its deadline like any other", async () => {
    const exchange = createUpgraded();
    const { digest, deliverBy } = await submit(exchange);
    exchange.setTime(deliverBy);
    await exchange.settle();
    expect((await rowOf(exchange, digest)).state).toBe("expired");
    expect(await eventsOf(exchange.b.store, "replacedBy")).toEqual([]);
  });

  it("is not signed again after its consent was withdrawn", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange);
    const { json } = await withdraw(exchange, first);
    expect(json).toMatchObject({ state: "unsent", unsent: true, digest: first.digest });
    await exchange.settle();
    expect((await rowOf(exchange, first.digest)).state).toBe("unsent");
    expect(await countInbox(exchange)).toBe(0);
  });
});

function countPosts(exchange: TestExchange): () => number {
  const bodies = keepPosts(exchange);
  return () => bodies.length;
}

const withoutConsent = (draft: Draft): Draft => ({
  ...draft,
  private: { ...draft.private, "private.consentRefs": [], "private.consentAssertions": [] },
});
