import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  codesOf,
  correct,
  correctionOf,
  correctUnchecked,
  NEED,
  refer,
  valueFor,
} from "./correcting.ts";
import { fillInbox } from "./filling.ts";
import { inside } from "./inside.ts";
import { queueCopy, withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, requestS011 } from "./world.ts";

const SERVICES = `${NEED}/need.services`;
const OTHER_GROUP = "tr3bVbb-ZzVgPLzLoGGMcg";

describe("the value of a correction", () => {
  it("goes with the copy that it corrects, on both sides", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const first = await refer(exchange);
    const copy = await queueCopy(exchange, first);
    await exchange.settle();
    const draft = {
      ...(await correctionOf(c, copy, valueFor(copy, SERVICES, ["legalAdvice"]))),
      recipient: NGO_B,
    };
    const value = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(codesOf(value)).toEqual([]);
    await exchange.settle();
    const held = async () => {
      const { outbox } = inside(c.store);
      const { inbox } = inside(b.store);
      const digests: string[] = [copy.digest, value.json.digest];
      const rows = await Promise.all([
        ...digests.map((digest) => outbox.findByDigest(digest)),
        ...digests.map((digest) => inbox.findByDigest(digest)),
      ]);
      return rows.map((row) => row?.content);
    };
    expect((await held()).map((content) => content !== undefined)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect((await withdraw(exchange, first)).status).toBe(201);
    await exchange.settle();
    expect(await held()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("goes with its message in quarantine too, where nobody may see it", async () => {
    const exchange = createExchange();
    const { store } = exchange.c;
    const sent = await refer(exchange);
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const row = await inside(store).inbox.findByDigest(json.digest);
    const [waiting = ""] = await fillInbox(store, row && { ...row, state: "quarantined" }, 1);
    expect((await inside(store).inbox.findByDigest(waiting))?.content).toBeDefined();
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await exchange.settle();
    for (const digest of [json.digest, waiting]) {
      expect((await inside(store).inbox.findByDigest(digest))?.content).toBeUndefined();
    }
  });

  it("is not erased alone: the wrong one would stand again, on this side only", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const value = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const [gid = ""] = Object.keys(valueFor(sent, SERVICES, []));
    const alone = valueFor(value.json, `${gid}/correction.value`, [], "erase");
    await correctUnchecked(exchange, sent, alone);
    const { json } = await exchange.c.show(sent.digest);
    expect(servicesIn(json.message.body)).toEqual(["legalAdvice"]);
    expect(json.corrections).toHaveLength(1);
  });
});

describe("a correction that erases one message and restricts another", () => {
  it("destroys the first only, and the second can be corrected later", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const gone = await refer(exchange);
    const { content } = (await inside(exchange.b.store).outbox.find(gone.id)) ?? {};
    const kept = await refer(exchange, {
      ...requestS011(),
      private: { "private.exchangeId": content?.exchangeId },
    });
    const [erase] = Object.values(valueFor(gone, SERVICES, [], "erase"));
    const [restrict] = Object.values(valueFor(kept, SERVICES, [], "restrict"));
    if (erase === undefined || restrict === undefined) throw new TypeError("no groups");
    const both = { [OTHER_GROUP]: erase, Q5oQKBNJwqPP7MUZFCwvaQ: restrict };
    const sent = await correct(exchange, gone, both);
    expect([sent.status, codesOf(sent)]).toEqual([201, []]);
    expect((await inside(c.store).inbox.find(NGO_B, gone.id))?.content).toBeUndefined();
    expect((await inside(c.store).inbox.find(NGO_B, kept.id))?.content).toBeDefined();
    const later = await correct(exchange, kept, valueFor(kept, SERVICES, ["legalAdvice"]));
    expect([later.status, codesOf(later)]).toEqual([201, []]);
    // Its requests for each message are still known after its own content is erased.
    const { store } = exchange.b;
    for (const { json } of [later, sent]) {
      await inside(store).outbox.erase(json.digest, "2026-11-24T09:00:00Z", undefined);
    }
    const still = await correct(exchange, kept, valueFor(kept, SERVICES, ["education"]));
    expect([still.status, codesOf(still)]).toEqual([201, []]);
    const again = await correct(exchange, gone, valueFor(gone, SERVICES, ["legalAdvice"]));
    expect(codesOf(again)).toEqual(["R79_TARGET_NOT_HELD"]);
  });
});

describe("the recipient of a message", () => {
  it("does not stop its sender from correcting it by asking to erase it", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const sent = await refer(exchange);
    const draft = { ...(await correctionOf(c, sent, valueFor(sent, SERVICES, [], "erase"))) };
    const asked = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([asked.status, codesOf(asked)]).toEqual([201, []]);
    await exchange.settle();
    expect((await inside(b.store).inbox.findByDigest(asked.json.digest))?.state).toBe("accepted");
    expect((await inside(b.store).outbox.find(sent.id))?.content).toBeDefined();
    const later = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    expect([later.status, codesOf(later)]).toEqual([201, []]);
    const { json } = await c.show(sent.digest);
    expect(servicesIn(json.message.body)).toEqual(["legalAdvice"]);
  });
});

function servicesIn(body: Body): readonly unknown[] {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  return leaves.filter(({ f }) => f === "need.services").map(({ v }) => v);
}
