import { describe, expect, it } from "vitest";
import { correctUnchecked, NEED, refer, valueFor } from "./correcting.ts";
import { EMERGENCY } from "./emergency.ts";
import { entityOf, NGO_B } from "./federation.ts";
import { countReplies, eventsOf, heldIn, inside } from "./inside.ts";
import { deliver, submit, withoutNecessity } from "./private-part.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

describe("a signed message without members of its private part", () => {
  it("waits in quarantine where it claims a threat to life, with what is missing named", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const response = await deliver(exchange, () => ({ urgency: EMERGENCY }));
    expect(response.status).toBe(200);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 1, quarantined: 1 });
    const [{ message, findings }] = (await readQuarantine(c)).messages;
    expect(Object.keys(message.private)).toEqual(["private.urgency"]);
    const named = (findings as { code: string; field?: string }[])
      .filter(({ code }) => code === "R65_CLAIM_MISSING")
      .map(({ field }) => field);
    expect(named).toContain("private.exchangeId");
    expect(named).toContain("private.provenance");
  });

  // An empty list says something that a missing one does not: no conditions come with the data.
  it.each([
    "authorisations",
    "caseRef",
    "consentAssertions",
    "consentRefs",
    "exchangeId",
    "necessity",
    "officerAssurance",
    "officerRef",
    "priorAuthorisations",
    "provenance",
  ])("is never accepted without its %s, whatever it claims", async (name) => {
    const exchange = createExchange();
    await deliver(exchange, (hidden) => {
      const { [name]: _, ...rest } = hidden;
      return { ...rest, urgency: EMERGENCY };
    });
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 1,
      quarantined: 1,
    });
  });

  it("is erased where its sender has withdrawn it before it came, and its alarms stay", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const sent = await refer(exchange);
    const response = await deliver(
      exchange,
      () => ({ urgency: EMERGENCY }),
      async (digest) => {
        const body = valueFor({ digest }, `${NEED}/need.services`, [], "erase");
        expect((await correctUnchecked(exchange, sent, body)).verdict).toBe("accept");
      },
    );
    expect(response.status).toBe(200);
    const { digest = "", content } = (await heldIn(c.store))[0] ?? {};
    expect([await inside(c.store).events.has("erased", digest), content]).toEqual([
      true,
      undefined,
    ]);
    const events = c.log.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["quarantineAlarm", "emergencyRefused"]));
    const { refused } = await readQuarantine(exchange.c);
    expect(refused).toMatchObject([{ at: NOW, code: "erased", ref: digest, other: NGO_B }]);
    // A message without an exchange is certified in that of the correction.
    await exchange.settle();
    expect(await eventsOf(c.store, "certificateFailed")).toEqual([]);
    expect(await countReplies(c.store)).toBe(0);
    expect(await inside(c.store).outbox.counts()).toMatchObject({ decided: 1 });
  });

  it("is refused where it claims none", async () => {
    const exchange = createExchange();
    const response = await deliver(exchange, () => ({
      urgency: { ground: "none", level: "routine" },
    }));
    expect(await response.json()).toMatchObject({ code: "MESSAGE_PRIVATE_MISSING" });
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 0,
      quarantined: 0,
    });
  });
});

describe("a message in quarantine", () => {
  it("is mended by a later one of its exchange and type, and is not overdue then", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    const [held] = await heldIn(c.store);
    exchange.setTime("2026-11-24T10:02:00Z");
    await send(exchange, { "private.exchangeId": held?.content?.exchangeId });
    expect(await heldIn(c.store)).toMatchObject([
      { id: held?.id, mendBy: undefined, mendedBy: expect.any(String) },
    ]);
    expect(await inside(c.store).events.has("mended", held?.digest ?? "")).toBe(true);
    expect(c.log).toContainEqual({ event: "mended", ref: held?.digest, peer: NGO_B });
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(0);
    exchange.setTime("2026-11-25T11:02:00Z");
    await c.gateway.maintain();
    expect(await eventsOf(c.store, "mendOverdue")).toEqual([]);
  });

  it("is mended by one that names it, where it names no exchange itself", async () => {
    const exchange = createExchange();
    await deliver(exchange, () => ({ urgency: EMERGENCY }));
    const [held] = await heldIn(exchange.c.store);
    await send(exchange, { "private.inReplyTo": held?.id });
    expect((await heldIn(exchange.c.store))[0]?.mendedBy).toBeDefined();
  });

  it("is not mended by another exchange, and is overdue after 24 hours, once", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    await send(exchange, {});
    for (const time of ["2026-11-25T09:02:00Z", "2026-11-25T09:02:01Z", "2026-11-25T10:02:00Z"]) {
      exchange.setTime(time);
      await c.gateway.maintain();
    }
    expect(await eventsOf(c.store, "mendOverdue")).toMatchObject([{ at: "2026-11-25T09:02:01Z" }]);
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(1);
  });

  it("hands its two alarms to the operator, and says that no authority was told", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    const [held] = await heldIn(c.store);
    const alarms = () => c.log.filter(({ event }) => event === "quarantineAlarm");
    expect(alarms()).toEqual([
      { event: "quarantineAlarm", ref: held?.digest, country: "XB", authority: entityOf("DPA-B") },
      { event: "quarantineAlarm", ref: held?.digest, country: "XC" },
    ]);
    await c.gateway.maintain();
    expect(alarms()).toHaveLength(2);
    // An alarm whose process died before it was handed over.
    await inside(c.store).events.add({
      kind: "quarantineAlarm",
      at: NOW,
      ref: "another",
      country: "XC",
    });
    await c.gateway.maintain();
    expect(alarms()).toHaveLength(3);
    const told = (await readQuarantine(exchange.c)).alarms.map(({ act }) => act);
    expect(told).toContainEqual(
      expect.stringContaining("Tell the supervisory authority of XB (https://dpa-b.test) now."),
    );
  });
});

/** Sends a sound message with these members of the private part, which is accepted. */
async function send(exchange: TestExchange, hidden: object): Promise<void> {
  await submit(exchange, hidden);
  const before = (await inside(exchange.c.store).inbox.counts()).inbox;
  await exchange.settle();
  expect((await inside(exchange.c.store).inbox.counts()).inbox).toBeGreaterThan(before);
}
