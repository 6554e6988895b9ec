import { createHmac } from "node:crypto";
import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { openMailbox, openReceiver } from "./alarm-servers.ts";
import { hook, mailTo, open, refOf, using } from "./alarm-world.ts";
import { faultyEmergency } from "./emergency.ts";
import { entityOf } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn } from "./inside.ts";
import { SECRET, soon } from "./watching.ts";
import { NGO_C, NOW } from "./world.ts";

describe("an alarm", () => {
  it("is told by mail and to a program, once, as it happens", async () => {
    const [mailbox, receiver] = [await using(openMailbox()), await using(openReceiver())];
    const { exchange, lines } = open({ mail: mailTo(mailbox.port), webhook: hook(receiver.url) });
    await sendAsPartner(exchange, faultyEmergency);
    await soon(() => [mailbox.mails.length, receiver.requests.length]).toEqual([1, 1]);
    const [held] = await heldIn(exchange.c.store);
    const [told] = receiver.requests;
    const { id: _, ...first } = told?.notice.alarms[0] ?? { id: "" };
    expect(first).toEqual({
      ...{ event: "quarantineAlarm", at: NOW, ref: held?.digest },
      ...{ country: "XB", authority: entityOf("DPA-B") },
      says: `A life may be in danger: message ${held?.digest} is in quarantine.`,
      act: `One of the two roles reads it now. Tell the supervisory authority of XB (${entityOf("DPA-B")}) now.`,
    });
    expect(told?.notice).toMatchObject({ entity: NGO_C, more: {} });
    expect(told?.notice.alarms.map(({ country }) => country)).toEqual(["XB", "XC"]);
    const [mail] = mailbox.mails;
    expect(mail?.to).toEqual(["duty@ngo-c.test"]);
    expect(mail?.text).toContain("Subject: ALARM ngo-c.test: a life may be in danger (2 alarms)");
    const text = mail?.text.replaceAll("=\r\n", "") ?? "";
    expect(text).toContain(`What to do: One of the two roles reads it now.`);
    // Nothing of what the message says.
    for (const word of JSON.stringify(held?.content?.message.body).match(/[\w-]{22,}/g) ?? []) {
      expect(`${text} ${told?.body}`).not.toContain(word);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([mailbox.mails.length, receiver.requests.length]).toEqual([1, 1]);
    const written = lines().filter(({ event }) => event === "alarmsTold");
    expect(written.map(({ channel, count }) => `${channel} ${count}`).sort()).toEqual([
      ...["mail 2", "webhook 2"],
    ]);
  });

  it("that may wait until morning wakes nobody, unless another comes with it", async () => {
    const [mailbox, receiver] = [await using(openMailbox()), await using(openReceiver())];
    const { record } = open({ mail: mailTo(mailbox.port), webhook: hook(receiver.url) });
    await record({ kind: "messageUndelivered" });
    await soon(() => [mailbox.mails.length, receiver.requests.length]).toEqual([1, 1]);
    expect(mailbox.mails[0]?.text).toContain("Subject: TODAY ngo-c.test: the gateway needs you");
    expect(mailbox.mails[0]?.text).not.toMatch(/^(x-priority|importance):/im);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([{ mayWait: true }]);
    // One case of it may wait, and another may not. However many wait, that one is told, and first.
    await record(...Array.from({ length: 20 }, () => ({ kind: "draftWaits", code: "approved" })), {
      kind: "draftWaits",
      code: "emergency",
    });
    await soon(() => mailbox.mails.length).toBe(2);
    expect(mailbox.mails[1]?.text).toContain("Subject: ALARM ngo-c.test: a life may be in danger");
    expect(mailbox.mails[1]?.text).toMatch(/^importance: high/im);
    const notice = receiver.requests.at(-1)?.notice;
    const waits = notice?.alarms.map(({ mayWait = false }) => mayWait) ?? [];
    expect([waits.length, waits.indexOf(false), waits.lastIndexOf(false)]).toEqual([16, 0, 0]);
    expect(notice?.more).toEqual({ draftWaits: 5 });
  });

  it("is signed for the program, over time and body", async () => {
    const receiver = await using(openReceiver());
    const { record } = open({ webhook: hook(receiver.url) });
    await record({});
    await soon(() => receiver.requests.length).toBe(1);
    const { body = "", signature = "" } = receiver.requests[0] ?? {};
    const [, seconds, mac] = /^t=(\d+),v1=([\da-f]{64})$/.exec(signature) ?? [];
    expect(Math.abs(Date.now() / 1000 - Number(seconds))).toBeLessThan(60);
    expect(mac).toBe(createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex"));
  });

  it("is told with another at once, in one notice", async () => {
    const receiver = await using(openReceiver());
    const { record } = open({ webhook: hook(receiver.url) });
    await record({ ref: refOf(1) }, { ref: refOf(2), kind: "warningUnanswered", code: "owed" });
    await soon(() => receiver.requests.length).toBe(1);
    const { alarms = [] } = receiver.requests[0]?.notice ?? {};
    expect(alarms.map(({ event, ref }) => [event, ref])).toEqual([
      ["emergencyRefused", refOf(1)],
      ["warningUnanswered", refOf(2)],
    ]);
    expect(new Set(alarms.map(({ id }) => id)).size).toBe(2);
  });

  it("whose message cannot be read is told without its partner, and keeps no other back", async () => {
    const receiver = await using(openReceiver());
    const damaged = new AgencyError("GATEWAY_STORE_UNREADABLE", "not what its key has encrypted");
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        store.transaction((tx) => {
          const findByDigest: typeof tx.outbox.findByDigest = (digest) =>
            digest === refOf(1) ? Promise.reject(damaged) : tx.outbox.findByDigest(digest);
          return work({ ...tx, outbox: { ...tx.outbox, findByDigest } });
        }),
    });
    const { record } = open({ webhook: hook(receiver.url) }, { wrap });
    await record({ ref: refOf(1) }, { ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(1);
    const { alarms = [] } = receiver.requests[0]?.notice ?? {};
    expect(alarms.map(({ ref, peer }) => [ref, peer])).toEqual([
      [refOf(1), undefined],
      [refOf(2), undefined],
    ]);
  });
});

describe("a flood of alarms", () => {
  it("becomes a summary, and at most five notices at once", async () => {
    const receiver = await using(openReceiver());
    const { record, exchange } = open({ webhook: hook(receiver.url) });
    const many = Array.from({ length: 500 }, (_, number) => ({ ref: refOf(number) }));
    await record(...many, { kind: "reviewOverdue", ref: refOf(501) });
    await soon(() => receiver.requests.length).toBe(1);
    const [first] = receiver.requests;
    expect(first?.notice.alarms).toHaveLength(16);
    // One of the other kind is among those in full.
    expect(first?.notice.more).toEqual({ emergencyRefused: 485 });
    expect(first?.body.length).toBeLessThan(16_384);
    for (let number = 600; number < 609; number++) {
      await record({ ref: refOf(number) });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await soon(() => receiver.requests.length).toBe(5);
    const waiting = () => exchange.c.gateway.alarms?.stand()[0]?.waiting;
    await soon(waiting).toBeGreaterThanOrEqual(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(receiver.requests).toHaveLength(5);
  });
});
