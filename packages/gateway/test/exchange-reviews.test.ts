import { describe, expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { entityOf } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { ask, OFFICER, policeExchange, rowOf } from "./police-world.ts";
import { createExchange, type TestExchange, type TestGateway } from "./world.ts";

describe("a review", () => {
  const review = (side: TestGateway, digest: string, more: object = {}) =>
    side.call("POST", `/v1/messages/${digest}/review`, {
      ...{ outcome: "keep", officer: OFFICER, ...more },
    });
  const longer = { until: "2028-10-24", ground: "proceedings" };

  it("keeps a message beyond its day, and no longer than it says", async () => {
    const exchange = policeExchange();
    const { c } = exchange;
    const sent = await ask(exchange);
    exchange.setTime("2027-09-20T10:00:00Z");
    const { status, json } = await review(c, sent.digest, { ...longer, ground: "evidence" });
    expect([status, json]).toEqual([
      200,
      { digest: sent.digest, eraseBy: "2028-10-24", restricted: "evidence" },
    ]);
    const { json: shown } = await c.show(sent.digest);
    expect(shown).toMatchObject({
      eraseBy: "2028-10-24",
      restricted: "evidence",
      reviews: [
        { at: "2027-09-20T10:00:00Z", outcome: "keep", until: "2028-10-24", ground: "evidence" },
      ],
    });
    await maintainAt(exchange, "2028-10-24T23:00:00Z");
    expect((await rowOf(exchange, "c", sent))?.content).toBeDefined();
    await maintainAt(exchange, "2028-10-25T09:00:00Z");
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
  });

  it("names an officer, whom only the agency can read", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    await review(exchange.c, sent.digest);
    const [event] = await eventsOf(exchange.c.store, "reviewed");
    expect(event).toMatchObject({ code: "keep", ref: sent.digest });
    expect(event?.actor).toMatch(/^[\w-]{80}$/);
    expect((await review(exchange.c, sent.digest, { officer: undefined })).status).toBe(400);
  });

  it("raises an alarm the second time that it keeps the same message longer", async () => {
    const exchange = policeExchange();
    const { b, c } = exchange;
    const sent = await ask(exchange);
    exchange.setTime("2027-09-20T10:00:00Z");
    await review(c, sent.digest);
    await review(c, sent.digest, longer);
    expect(await eventsOf(c.store, "reviewedAgain")).toEqual([]);
    await review(c, sent.digest, { ...longer, until: "2029-10-24" });
    expect(await eventsOf(c.store, "reviewedAgain")).toMatchObject([
      { ref: sent.digest, code: "proceedings", country: "XC" },
    ]);
    expect(c.log).toContainEqual(expect.objectContaining({ event: "reviewedAgain" }));
    // In the State of the other agency there is an authority that the registry names.
    await review(b, sent.digest, longer);
    await review(b, sent.digest, { ...longer, until: "2029-10-24" });
    expect(await eventsOf(b.store, "reviewedAgain")).toMatchObject([
      { country: "XB", authority: entityOf("DPA-B") },
    ]);
  });

  it("erases what is needed no longer", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const { json } = await review(exchange.c, sent.digest, { outcome: "erase" });
    expect(json).toEqual({ digest: sent.digest });
    expect((await rowOf(exchange, "c", sent))?.content).toBeUndefined();
    expect((await review(exchange.c, sent.digest)).json.code).toBe("GATEWAY_MESSAGE_UNKNOWN");
    // A second call answers that it is done, and records nothing.
    const events = await eventsOf(exchange.c.store, "reviewed");
    const again = await review(exchange.c, sent.digest, { outcome: "erase" });
    const { erasedAt } = (await rowOf(exchange, "c", sent)) ?? {};
    expect([again.status, again.json]).toEqual([200, { digest: sent.digest, erasedAt }]);
    expect(await eventsOf(exchange.c.store, "reviewed")).toEqual(events);
  });

  it.each([
    ["after its day", { ...longer }, "2027-11-25T09:00:00Z"],
    ["beyond the ceiling", { ...longer, until: "2031-11-25" }, "2027-09-20T10:00:00Z"],
    ["without a ground", { until: "2028-10-24" }, "2027-09-20T10:00:00Z"],
    ["without a day", { ground: "evidence" }, "2027-09-20T10:00:00Z"],
    ["to erase, and keeps", { ...longer, outcome: "erase" }, "2027-09-20T10:00:00Z"],
    ["to erase on a ground", { outcome: "erase", ground: "evidence" }, "2027-09-20T10:00:00Z"],
  ])("keeps nothing %s", async (_, more, time) => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    exchange.setTime(time);
    const { json } = await review(exchange.c, sent.digest, more);
    expect(json.code).toBe("GATEWAY_REVIEW_IMPOSSIBLE");
    expect(await eventsOf(exchange.c.store, "reviewed")).toEqual([]);
  });

  it("keeps nothing that rests on consent alone", async () => {
    const exchange = createExchange();
    const referred = await refer(exchange);
    const onConsent = await review(exchange.c, referred.digest, { ...longer, until: "2026-12-31" });
    expect(onConsent.json.code).toBe("GATEWAY_REVIEW_IMPOSSIBLE");
  });

  it("is not asked for with another ground, nor for a message that is not here", async () => {
    const exchange = policeExchange();
    const sent = await ask(exchange);
    const odd = await review(exchange.c, sent.digest, { ...longer, ground: "mayBeUseful" });
    expect(odd.json.code).toBe("GATEWAY_BODY_INVALID");
    const unknown = await review(exchange.c, "A".repeat(43), longer);
    expect(unknown.json.code).toBe("GATEWAY_MESSAGE_UNKNOWN");
  });
});

async function maintainAt(exchange: TestExchange, time: string): Promise<void> {
  exchange.setTime(time);
  await exchange.c.gateway.maintain();
}
