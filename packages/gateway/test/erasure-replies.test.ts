import { randomId } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { referral, withdraw } from "./erasing.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange, digestOf, type TestExchange, type TestGateway } from "./world.ts";

describe("a withdrawn consent", () => {
  it("destroys what replies have copied, on both sides, and certifies it", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const copy = await reply(exchange, sent.id, ["GDPR#6(1)(a)"]);
    // Queued and not sent yet: it must never arrive.
    await c.call("POST", "/v1/messages", await replyTo(exchange, sent.id, ["GDPR#6(1)(a)"]));
    const [due] = await inside(c.store).outbox.due(Number.MAX_SAFE_INTEGER, 9);
    const queued = await inside(c.store).outbox.find(due?.id ?? "");
    const received = (await inside(c.store).inbox.find(NGO_B, sent.id))?.resolved;
    const exchangeId = await exchangeOf(exchange, sent.id);
    await withdraw(exchange, sent.id);
    await b.gateway.sender.deliverDue();
    await settle();

    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeUndefined();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeUndefined();
    expect(await inside(c.store).outbox.find(queued?.id ?? "")).toMatchObject({ state: "unsent" });
    expect(await inside(b.store).inbox.find(NGO_C, queued?.id ?? "")).toBeUndefined();
    const theirs = await c.show(sent.digest);
    expect(theirs.json.copies.erased.toSorted()).toEqual([copy.digest, queued?.digest].sort());
    const own = await b.show(sent.digest);
    expect(own.json.copies).toEqual({ erased: [copy.digest], kept: [] });
    // The rest of the exchange, correction and certificates, holds no value of the person.
    const pseudonym = Object.values(requestS011().body as DecodedMessage["body"])
      .flatMap(({ leaves }) => leaves)
      .find(({ f }) => f === "subject.pseudonym")?.v;
    for (const side of [b, c]) {
      const held = (await heldIn(side, exchangeId)).map(({ content }) => content?.message);
      expect(held.length).toBeGreaterThan(2);
      expect(JSON.stringify(held)).not.toContain(pseudonym);
    }
    const certified = (await certificates(exchange, exchangeId)).map((leaves) => ({
      digest: leaves.find(({ f }) => f === "erasure.messageDigest")?.v,
      disclosures: leaves.filter(({ f }) => f === "erasure.disclosures").map(({ v }) => v),
    }));
    expect(certified.map(({ digest }) => digest).sort()).toEqual(
      [sent.digest, copy.digest, queued?.digest].sort(),
    );
    const of = (digest: string) => certified.find((one) => one.digest === digest)?.disclosures;
    expect(of(sent.digest)?.toSorted()).toEqual(received?.toSorted());
    expect(of(copy.digest)?.toSorted()).toEqual(
      (await inside(c.store).outbox.find(copy.id))?.resolved.toSorted(),
    );
  });

  it("keeps a reply that rests on another basis too, and says so", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const copy = await reply(exchange, sent.id, ["GDPR#6(1)(a)", "GDPR#6(1)(d)"]);
    const exchangeId = await exchangeOf(exchange, sent.id);
    await withdraw(exchange, sent.id);
    await settle();
    expect((await inside(c.store).outbox.find(copy.id))?.content).toBeDefined();
    expect((await inside(b.store).inbox.find(NGO_C, copy.id))?.content).toBeDefined();
    for (const { json } of [await c.show(sent.digest), await b.show(sent.digest)]) {
      expect(json.copies).toEqual({ erased: [], kept: [copy.digest] });
    }
    expect(await certificates(exchange, exchangeId)).toHaveLength(1);
  });
});

/** A reply of NGO-C that keeps pseudonym, need and group ids, as the demo's does. */
async function replyTo(exchange: TestExchange, id: string, legalBases: readonly string[]) {
  const { json } = await exchange.c.show(await digestOf(exchange, id));
  const { clear, private: hidden, body } = json.message as DecodedMessage;
  const kept = new Set(["subject.pseudonym", "need.services"]);
  const groups = Object.entries(body).flatMap(([gid, group]) => {
    const leaves = group.leaves.filter(({ f }) => kept.has(f));
    return leaves.length === 0 ? [] : [[gid, { ...group, leaves }] as const];
  });
  const [consent] = requestS011().consents ?? [];
  const draft = {
    ...requestS011(),
    recipient: NGO_B,
    messageType: "response",
    purpose: clear["env.purpose"],
    legalBases,
    body: {
      ...Object.fromEntries(groups),
      [randomId()]: {
        kind: "response",
        links: [],
        leaves: [{ f: "response.outcome", v: "accepted" }],
      },
    },
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": hidden["private.exchangeId"],
    },
    consents: consent && [{ ...consent, record: { ...consent.record, recipients: [NGO_B] } }],
  };
  return { draft, mode: "asIs" };
}

async function reply(exchange: TestExchange, id: string, legalBases: readonly string[]) {
  const request = await replyTo(exchange, id, legalBases);
  const { status, json } = await exchange.c.call("POST", "/v1/messages", request);
  expect([status, json.findings]).toEqual([201, []]);
  await exchange.settle();
  expect((await inside(exchange.b.store).inbox.find(NGO_C, json.id))?.content).toBeDefined();
  return json as { id: string; digest: string };
}

async function exchangeOf({ b }: TestExchange, id: string): Promise<string> {
  const ids = (await inside(b.store).outbox.find(id))?.content?.exchangeId;
  return ids ?? "";
}

/** Messages of an exchange whose content is held. */
async function heldIn({ store }: TestGateway, exchangeId: string) {
  const { inbox, outbox } = inside(store);
  const [toSend, taken] = [
    await outbox.overdue("9999-01-01", 999),
    await inbox.overdue("9999-01-01", 999),
  ];
  const sent = await Promise.all(toSend.map((digest) => outbox.findByDigest(digest)));
  const received = await Promise.all(taken.map((digest) => inbox.findByDigest(digest)));
  return [...received, ...sent].flatMap((row) =>
    row?.content?.exchangeId === exchangeId ? [row] : [],
  );
}

/** Leaves of each certificate that NGO-B has received. */
async function certificates({ b }: TestExchange, exchangeId: string) {
  return (await heldIn(b, exchangeId)).flatMap((row) => {
    const { messageType } = row;
    if ("recipient" in row || messageType !== "erasureCertificate") return [];
    return [Object.values(messageOf(row).body).flatMap(({ leaves }) => leaves)];
  });
}
