import { verifyReceipt } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { EMERGENCY, faultyEmergency, fillQuarantine, withoutEvaluation } from "./emergency.ts";
import { NGO_B } from "./federation.ts";
import { countReads } from "./filling.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { eventsOf, inside } from "./inside.ts";
import { asRole, readQuarantine } from "./read-quarantine.ts";
import { createExchange, type LocalAnswer, NOW, type TestExchange } from "./world.ts";

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
    const { refused } = await readQuarantine(c);
    expect(refused).toMatchObject([{ at: NOW, code: FULL, other: NGO_B }]);
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
    const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
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
    const held = await pagesOf(exchange, "/v1/inbox?state=quarantined&limit=25");
    expect(held.map((page) => page.length)).toEqual([25, 25, 10]);
    const all = held.flat().map(({ digest }) => digest);
    expect(all).toEqual(digests.toReversed());
    const alarms = (await pagesOf(exchange, "/v1/alarms?limit=25")).flat();
    const refused = alarms.filter(({ event }) => event === "emergencyRefused");
    expect(refused.map(({ ref }) => ref)).toEqual(digests.toReversed());
    expect((await eventsOf(store, "contentRead")).map(({ ref }) => ref)).toEqual([]);
    await readQuarantine(exchange.c);
    expect((await eventsOf(store, "contentRead")).map(({ ref }) => ref)).toEqual(all.slice(0, 50));
  });

  it("shows of each message its own alarms, a page at a time", async () => {
    const exchange = createExchange();
    await fillQuarantine(exchange, 30);
    await sendAsPartner(exchange, faultyEmergency);
    await sendAsPartner(exchange, faultyEmergency);
    const [{ digest }] = (await asRole(exchange.c, "/v1/inbox?state=quarantined&limit=1")).json
      .entries;
    const pages = await pagesOf(exchange, `/v1/alarms?ref=${digest}&limit=1`);
    expect(pages.map((page) => page.map(({ ref, country }) => [ref, country]))).toEqual([
      [[digest, "XC"]],
      [[digest, "XB"]],
    ]);
  });

  it.each([
    ["", "API_PARAMETER_INVALID"],
    ["x", "API_CURSOR_INVALID"],
    ["1", "API_CURSOR_INVALID"],
    ["1.2.3", "API_PARAMETER_INVALID"],
    ["-1.2", "API_PARAMETER_INVALID"],
    ["9999999999999999", "API_CURSOR_INVALID"],
  ])("names no place in it as %j", async (cursor, code) => {
    const path = `/v1/inbox?state=quarantined&cursor=${cursor}`;
    const { status, json } = await asRole(createExchange().c, path);
    expect([status, json.code]).toEqual([400, code]);
    expect(json.hint).toMatch(/next|issues/);
  });

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

/** The entries of each page of a list, as the duty officer gets them. */
async function pagesOf({ c }: TestExchange, path: string): Promise<LocalAnswer["json"][][]> {
  const pages: LocalAnswer["json"][][] = [];
  for (let cursor = ""; ; ) {
    const { json } = await asRole(c, `${path}${cursor}`);
    pages.push(json.entries);
    if (json.next === undefined) return pages;
    cursor = `&cursor=${json.next}`;
  }
}
