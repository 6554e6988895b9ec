import { verifyReceipt } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { EMERGENCY, faultyEmergency, fillQuarantine, withoutEvaluation } from "./emergency.ts";
import { NGO_B } from "./federation.ts";
import { countReads } from "./filling.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW, type TestExchange, TOKENS } from "./world.ts";

const FULL = "GATEWAY_QUARANTINE_FULL";

describe("a sender of whose messages as many wait in quarantine as may", () => {
  it("has the next one refused by name, and an operator is told", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await fillQuarantine(exchange, 64);
    const response = await sendAsPartner(exchange, faultyEmergency);
    const { code, hint, receipt } = await response.json();
    expect([response.status, code, hint]).toEqual([
      429,
      FULL,
      expect.stringMatching(/another way/),
    ]);
    const claims = verifyReceipt(receipt, exchange.registry);
    expect(claims).toMatchObject({ kind: "refused", code: FULL, aud: NGO_B });
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 64, quarantined: 64 });
    expect(c.log.filter(({ event }) => event === "emergencyRefused")).toMatchObject([
      { code: FULL, peer: NGO_B },
    ]);
    const { json } = await read(exchange);
    expect(json.refused).toMatchObject([{ at: NOW, code: FULL, sender: NGO_B }]);
  });

  it("is heard where its message is sound, and may send another once one is mended", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const [first = ""] = await fillQuarantine(exchange, 64);
    expect((await sendAsPartner(exchange, (draft) => draft)).status).toBe(200);
    await inside(c.store).quarantine.mend(first, "digest");
    expect((await sendAsPartner(exchange, faultyEmergency)).status).toBe(200);
    expect((await sendAsPartner(exchange, faultyEmergency)).status).toBe(429);
  });

  it("takes no room from another, and none with what is erased", async () => {
    const exchange = createExchange();
    const { store } = exchange.c;
    const digests = await fillQuarantine(exchange, 64);
    expect(await inside(store).quarantine.countUnmended("https://police-d.test")).toBe(0);
    for (const digest of digests) await inside(store).inbox.erase(digest, NOW);
    expect((await sendAsPartner(exchange, faultyEmergency)).status).toBe(200);
  });

  it("tries again until there is room, and knows at once that nobody has read it", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const [first = ""] = await fillQuarantine(exchange, 64);
    const body = withoutEvaluation(requestS011().body as unknown as Body);
    const draft = { ...requestS011(), body, private: { "private.urgency": EMERGENCY } };
    const { json } = await b.call("POST", "/messages", { draft, mode: "asIs" });
    await b.gateway.sender.deliverDue();
    expect(await inside(b.store).outbox.find(json.id)).toMatchObject({
      state: "sending",
      lastError: FULL,
    });
    expect(b.log).toContainEqual(
      expect.objectContaining({ event: "emergencyUndelivered", code: FULL }),
    );
    await inside(c.store).quarantine.mend(first, "digest");
    exchange.setTime("2026-11-24T09:03:00Z");
    await settle();
    expect((await inside(b.store).outbox.find(json.id))?.state).toBe("decided");
  });
});

describe("a full quarantine", () => {
  it("is read a page at a time, newest first, and each message once", async () => {
    const exchange = createExchange();
    const { store } = exchange.c;
    const digests = await fillQuarantine(exchange, 60);
    for (const ref of digests)
      await inside(store).events.add({ kind: "emergencyRefused", at: NOW, ref });
    const pages = [await read(exchange)];
    while (pages.at(-1)?.json.next !== undefined) {
      pages.push(await read(exchange, pages.at(-1)?.json.next));
    }
    const shown = pages.map(({ json }) => json.messages.length);
    expect(shown).toEqual([25, 25, 10]);
    const all = pages.flatMap(({ json }) => json.messages.map((one: Shown) => one.digest));
    expect(all).toEqual(digests.toReversed());
    const refused = pages.flatMap(({ json }) => json.refused.map((one: Shown) => one.sealed));
    expect(refused).toEqual(digests.toReversed());
    expect((await eventsOf(store, "quarantineRead")).map(({ ref }) => ref)).toEqual(all);
  });

  it("shows with each message its own alarms", async () => {
    const exchange = createExchange();
    await fillQuarantine(exchange, 30);
    await sendAsPartner(exchange, faultyEmergency);
    const { json } = await read(exchange);
    const [newest] = json.messages;
    expect(json.alarms.map(({ ref }: { ref: string }) => ref)).toEqual([
      newest.digest,
      newest.digest,
    ]);
  });

  it.each(["", "x", "1", "1.2.3", "-1.2", "9999999999999999.1"])(
    "names no place in it as %j",
    async (after) => {
      const { status, json } = await read(createExchange(), after);
      expect([status, json.code]).toEqual([400, "GATEWAY_CURSOR_INVALID"]);
      expect(json.hint).toMatch(/next/);
    },
  );

  it.each<[string, (exchange: TestExchange) => Promise<unknown>]>([
    ["a message is accepted", (exchange) => sendAsPartner(exchange, (draft) => draft)],
    ["another one is quarantined", (exchange) => sendAsPartner(exchange, faultyEmergency)],
    ["maintenance has nothing to do", ({ c }) => c.gateway.maintain()],
  ])("costs nothing when %s", async (_, happen) => {
    const reads: number[] = [];
    for (const count of [10, 60]) {
      const exchange = createExchange();
      const { store } = exchange.c;
      const digests = await fillQuarantine(exchange, count);
      for (const ref of digests) {
        await inside(store).events.add({ kind: "quarantineAlarm", at: NOW, ref, country: "XB" });
      }
      await exchange.c.gateway.maintain();
      const counted = countReads(store);
      await happen(exchange);
      reads.push(counted());
    }
    expect(reads[1]).toBe(reads[0]);
  });
});

interface Shown {
  readonly digest?: string;
  readonly sealed?: string;
}

function read({ c }: TestExchange, after?: string) {
  const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
  const authorization = `Bearer ${TOKENS.quarantine.dutyOfficer}`;
  return c.call("GET", `/quarantine${query}`, undefined, { authorization });
}
