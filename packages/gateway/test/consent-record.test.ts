/** A consent record that several messages were sent on, each under a reference of its own. */
import { describe, expect, it } from "vitest";
import { isHeld, open, RECORD, refOf, send, withdraw } from "./consent-world.ts";
import { inside } from "./inside.ts";
import { NRM_D } from "./two-recipients.ts";

describe("a consent record", () => {
  it.each([
    ["by a message", (first: string) => ({ digest: first, everywhere: true })],
    ["by the record, as the agency keeps it then", () => ({ record: WITHDRAWN })],
    [
      "by the record, with an id in other letters",
      () => ({ record: { ...WITHDRAWN, person: "Case-17" } }),
    ],
  ])("is withdrawn %s from everybody who got something on it", async (_, named) => {
    const exchange = open();
    const first = await send(exchange);
    const second = await send(exchange);
    const other = await send(exchange, { recipient: NRM_D });
    // Neither is of this record: it was given at another time, or by another person.
    const later = await send(exchange, {
      record: { givenAt: "2026-11-22T09:00:00Z", validFrom: "2026-11-22T09:00:00Z" },
    });
    const anothers = await send(exchange, { record: { person: "case-18" } });
    await exchange.settle();
    const refs = await Promise.all([first, second, other].map((one) => refOf(exchange, one)));
    expect(new Set(refs).size).toBe(3);

    const { status, json } = await withdraw(exchange, named(first));
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    const { b, c } = exchange;
    const held = async ({ store }: typeof b, digest: string) =>
      (await inside(store)[store === c.store ? "inbox" : "outbox"].findByDigest(digest))
        ?.content !== undefined;
    const all = [first, second, later, anothers];
    expect(await Promise.all(all.map((one) => held(c, one)))).toEqual([false, false, true, true]);
    expect(await Promise.all(all.map((one) => held(b, one)))).toEqual([false, false, true, true]);
    // Nobody has got it yet.
    expect(await held(b, other)).toBe(false);
  });

  it("is withdrawn under one reference from whom has that", async () => {
    const exchange = open();
    const [first, second] = [await send(exchange), await send(exchange)];
    await exchange.settle();
    const { status } = await withdraw(exchange, { consentRef: await refOf(exchange, first) });
    await exchange.settle();
    expect([status, await isHeld(exchange, first), await isHeld(exchange, second)]).toEqual([
      201,
      false,
      true,
    ]);
  });

  it("is withdrawn from the recipients, and for the purposes, that the record names", async () => {
    const exchange = open();
    const first = await send(exchange);
    const other = await send(exchange, { recipient: NRM_D });
    await exchange.settle();
    const { status } = await withdraw(exchange, { record: { ...RECORD, recipients: [NRM_D] } });
    expect([status, await isHeld(exchange, first), await isHeld(exchange, other)]).toEqual([
      201,
      true,
      false,
    ]);
    const none = await withdraw(exchange, {
      record: { ...RECORD, purposes: ["VICTIM_IDENTIFICATION"] },
    });
    expect([none.status, none.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  });

  it("is withdrawn from who still holds what this agency has erased", async () => {
    const exchange = open();
    const { b, c } = exchange;
    const [first, second] = [await send(exchange), await send(exchange)];
    await exchange.settle();
    for (const digest of [first, second]) {
      await b.store.transaction((tx) => tx.outbox.erase(digest, "2026-11-24T09:02:00Z"));
    }
    const { status, json } = await withdraw(exchange, { digest: first, everywhere: true });
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    for (const digest of [first, second]) {
      expect((await inside(c.store).inbox.findByDigest(digest))?.content).toBeUndefined();
      expect((await inside(b.store).outbox.findByDigest(digest))?.certificate).toBeDefined();
    }
  });

  it("is withdrawn from everybody, whomever it names by now", async () => {
    const exchange = open();
    const first = await send(exchange);
    const record = { ...RECORD, recipients: [NRM_D] };
    const { status } = await withdraw(exchange, { record, everywhere: true });
    expect([status, await isHeld(exchange, first)]).toEqual([201, false]);
    await expect(send(exchange)).rejects.toThrow("CONSENT_WITHDRAWN");
  });

  it("stands by itself: a message or a reference beside it is refused", async () => {
    const exchange = open();
    const digest = await send(exchange);
    const consentRef = await refOf(exchange, digest);
    for (const beside of [{ digest }, { consentRef }]) {
      const { status, json } = await withdraw(exchange, { record: RECORD, ...beside });
      const pointers = json.issues.map(({ pointer }: { pointer: string }) => pointer);
      expect([status, pointers]).toEqual([400, [`/${Object.keys(beside)[0]}`]]);
    }
    const { status, json } = await withdraw(exchange, { record: { ...RECORD, person: "" } });
    expect([status, json.issues[0].pointer]).toEqual([400, "/record/person"]);
    expect(await isHeld(exchange, digest)).toBe(true);
  });
});

const WITHDRAWN = {
  ...RECORD,
  ...{ status: "ConsentWithdrawn", withdrawnAt: "2026-11-24T09:00:00Z" },
};
