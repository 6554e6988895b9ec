import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgencyError, type AgencyStore, type EventRow } from "@safepassage/agency";
import { afterEach, describe, expect, it } from "vitest";
import type { GatewayOptions, OperationConfig } from "../src/index.ts";
import { freePort, openGarbage, openMailbox, openReceiver } from "./alarm-servers.ts";
import { faultyEmergency } from "./emergency.ts";
import { entityOf } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn } from "./inside.ts";
import { selfSigned } from "./self-signed.ts";
import { SECRET, soon, watch } from "./watching.ts";
import { createExchange, NGO_C, NOW } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Opens something that is closed after the test. */
async function using<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  cleanups.push(() => opened.close());
  return opened;
}

const mailTo = (port: number, more: object = {}) => ({
  ...{ host: "127.0.0.1", port, tls: "none" as const },
  ...{ from: "gateway@ngo-c.test", to: ["duty@ngo-c.test"], ...more },
});
const hook = (url: string) => ({ url, secret: "hook.key" });

/** NGO-C tells its alarms. */
function open(
  alarms: NonNullable<OperationConfig["alarms"]>,
  {
    path,
    files = {},
    timeoutMs = 5000,
    ...rest
  }: Partial<GatewayOptions> & {
    path?: string;
    files?: Record<string, string>;
    timeoutMs?: number;
    wrap?: (store: AgencyStore) => AgencyStore;
  } = {},
) {
  const { wrap, ...own } = rest;
  const watched = watch({ alarms }, files, { timeoutMs });
  const exchange = createExchange({
    ...(path === undefined ? {} : { paths: { "NGO-C": path } }),
    ...(wrap && { wrap }),
    own: { "NGO-C": { operation: watched.operation, ...own } },
  });
  const { gateway, store } = exchange.c;
  gateway.alarms?.start();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await gateway.alarms?.stop(100);
      await gateway.close();
    })();
    return closed;
  };
  cleanups.push(close);
  const record = (...events: readonly Partial<EventRow>[]) =>
    store.transaction(async (tx) => {
      for (const event of events) await tx.events.add({ ...ALARM, ...event });
    });
  return { exchange, record, close, ...watched };
}

const ALARM: EventRow = {
  kind: "emergencyRefused",
  at: NOW,
  ref: "r".repeat(43),
  code: "MESSAGE_EXPIRED",
};
const refOf = (number: number): string => String(number).padStart(43, "0");

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

describe("a way that fails", () => {
  it("is told to each address by itself: one that the server refuses is tried again, and the others learn of it", async () => {
    let refusal: number | undefined = 550;
    const mailbox = await using(
      openMailbox(0, {
        onRcptTo({ address }, _, done) {
          const isRefused = refusal !== undefined && address === "duty@ngo-c.test";
          done(
            isRefused ? Object.assign(new Error("no such user"), { responseCode: refusal }) : null,
          );
        },
      }),
    );
    const to = ["duty@ngo-c.test", "it@ngo-c.test"];
    const { record, lines } = open({ mail: mailTo(mailbox.port, { to }) });
    await record({});
    const textsTo = (address: string) =>
      mailbox.mails.flatMap((one) =>
        one.to[0] === address ? [one.text.replaceAll("=\r\n", "")] : [],
      );
    await soon(() => textsTo("it@ngo-c.test").length).toBeGreaterThan(1);
    const [first = "", second = ""] = textsTo("it@ngo-c.test");
    expect(first).toContain("a life may be in danger");
    expect(first).toContain("To: duty@ngo-c.test, it@ngo-c.test");
    expect(second).toContain("sent by mail: the mail server refuses an address (EENVELOPE)");
    expect(textsTo("duty@ngo-c.test")).toEqual([]);
    refusal = undefined;
    await soon(() => textsTo("duty@ngo-c.test").length).toBe(1);
    expect(textsTo("duty@ngo-c.test")[0]).toContain("a life may be in danger");
    // The log has it once the server has taken the mail for good.
    const told = () =>
      lines().flatMap(({ event, channel }) => (event === "alarmsTold" ? channel : []));
    await soon(() => [...new Set(told())].sort()).toEqual(["mail", "mail 2"]);
  });

  it("is a mail server that greylists: no address is wrong, and it takes the mail later", async () => {
    let refusals = 0;
    const mailbox = await using(
      openMailbox(0, {
        onRcptTo(_address, _session, done) {
          const isNew = refusals++ < 2;
          done(isNew ? Object.assign(new Error("come back later"), { responseCode: 451 }) : null);
        },
      }),
    );
    const { record, lines } = open({ mail: mailTo(mailbox.port) });
    await record({});
    await soon(() => mailbox.mails.length).toBe(1);
    const told = lines().filter(({ event }) => event === "alarmsUntold");
    expect(told.map(({ code }) => code)).toEqual(["MAIL_LATER"]);
  });

  it("is in the health of the gateway with its place, until it tells something", async () => {
    const port = await freePort();
    const { record, exchange } = open({ mail: mailTo(port) });
    await record({});
    const warnings = async () => (await exchange.c.call("GET", "/v1/health")).json.warnings;
    await expect
      .poll(warnings, { timeout: 15_000 })
      .toMatchObject([{ code: "ALARMS_LATE", place: "/gateway/alarms/mail/to/0" }]);
    await using(openMailbox(port));
    await expect.poll(warnings, { timeout: 15_000 }).toEqual([]);
  });

  it("is tried again until it works: a mail server that is away for a while", async () => {
    const port = await freePort();
    const { record, lines, operation } = open({ mail: mailTo(port) });
    await record({});
    await soon(() => lines().some(({ event }) => event === "alarmsUntold")).toBe(true);
    expect(lines().find(({ event }) => event === "alarmsUntold")).toMatchObject({
      ...{ level: "alarm", channel: "mail", code: "ESOCKET" },
    });
    const mailbox = await using(openMailbox(port));
    await soon(() => mailbox.mails.length).toBe(1);
    await soon(() => lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    expect(operation.channels.map(({ name }) => name)).toEqual(["mail"]);
  });

  it("is tried again after any answer but 2xx, with the same id", async () => {
    const [receiver, elsewhere] = [await using(openReceiver()), await using(openReceiver())];
    const answers: readonly Parameters<typeof receiver.answer>[0][] = [
      (response) => response.writeHead(500).end("Amina"),
      // Never.
      () => {},
      (response) => response.writeHead(302, { location: elsewhere.url }).end(),
      (response) => response.destroy(),
      (response) => response.writeHead(200).end("x".repeat(200_000)),
    ];
    receiver.answer((response) => answers[receiver.requests.length - 1]?.(response));
    const { record, lines } = open({ webhook: hook(receiver.url) }, { timeoutMs: 200 });
    await record({});
    await soon(() => receiver.requests.length).toBe(5);
    await soon(() => lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    expect(new Set(receiver.requests.map(({ notice }) => notice.id)).size).toBe(1);
    expect(elsewhere.requests).toEqual([]);
    expect(lines().find(({ event }) => event === "alarmsUntold")).toMatchObject({
      ...{ level: "alarm", channel: "webhook", code: "HTTP_500" },
    });
    expect(JSON.stringify(lines())).not.toContain("Amina");
  });

  it("is tried again where the other side speaks no protocol, and does not keep the other way back", async () => {
    const [garbage, mailbox] = [await using(openGarbage()), await using(openMailbox())];
    const { record, operation, exchange } = open({
      ...{ mail: mailTo(mailbox.port), webhook: hook(garbage.url) },
    });
    await record({});
    await soon(() => mailbox.mails.length).toBeGreaterThanOrEqual(1);
    const failures = () =>
      exchange.c.gateway.alarms?.stand().find(({ channel }) => channel === "webhook");
    await soon(() => failures()?.failures).toBeGreaterThanOrEqual(3);
    // The way that works tells that the other fails.
    await soon(() => mailbox.mails.length).toBe(2);
    expect(mailbox.mails[1]?.text).toContain("the gateway needs you");
    expect(mailbox.mails[1]?.text.replaceAll("=\r\n", "")).toContain("cannot be sent by webhook");
    expect(failures()?.waiting).toBe(1);
    expect(operation.channels).toHaveLength(2);
  });

  it("gets no password and no alarm without TLS, or from an unknown authority", async () => {
    const login = { user: "gateway", password: "mail.key" };
    const files = { "mail.key": "the password of the mail server" };
    const plain = await using(openMailbox());
    const tls = await using(openMailbox(0, { secure: true, ...selfSigned() }));
    const first = open({ mail: mailTo(plain.port, { ...login, tls: "startTls" }) }, { files });
    const second = open({ mail: mailTo(tls.port, { ...login, tls: "implicit" }) }, { files });
    for (const [{ record, lines }, code, says] of [
      [first, "ETLS", "offers no TLS"],
      [second, "MAIL_CERTIFICATE", "does not verify"],
    ] as const) {
      await record({});
      const untold = () => lines().find(({ event }) => event === "alarmsUntold");
      await soon(untold).toMatchObject({ code, text: expect.stringContaining(says) });
    }
    expect([plain.mails, plain.logins, tls.mails, tls.logins]).toEqual([[], [], [], []]);
  });

  it("is logged in to over TLS", async () => {
    const { key, cert } = selfSigned();
    const mailbox = await using(openMailbox(0, { secure: true, key, cert }));
    const more = { ...{ user: "gateway", password: "mail.key" }, tls: "implicit", ca: "ca.pem" };
    const files = { "mail.key": "the password\n", "ca.pem": cert };
    const { record } = open({ mail: mailTo(mailbox.port, more) }, { files });
    await record({});
    await soon(() => mailbox.mails.length).toBe(1);
    expect(mailbox.logins).toEqual(["gateway the password"]);
  });
});

describe("a restart", () => {
  it("forgets no alarm that was not told, and tells none again that was", async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const port = await freePort();
    const webhook = hook(`http://127.0.0.1:${port}/alarms`);
    const first = open({ webhook }, { path });
    await first.record({ ref: refOf(1) });
    await soon(() => first.lines().some(({ event }) => event === "alarmsUntold")).toBe(true);
    await first.close();
    const receiver = await using(openReceiver(port));
    const second = open({ webhook }, { path });
    await soon(() => receiver.requests.length).toBe(1);
    await soon(() => second.lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    await second.close();
    const third = open({ webhook }, { path });
    await third.record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(2);
    const refs = receiver.requests.map(({ notice }) => notice.alarms.map(({ ref }) => ref));
    expect(refs).toEqual([[refOf(1)], [refOf(2)]]);
  });

  it("before it was noted tells an alarm again, with the same id", async () => {
    const receiver = await using(openReceiver());
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        store.transaction((tx) =>
          work({
            ...tx,
            marks: {
              ...tx.marks,
              set: (name, value) =>
                isBroken && name.startsWith("alarmsTold")
                  ? Promise.reject(new Error("no room"))
                  : tx.marks.set(name, value),
            },
          }),
        ),
    });
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const first = open({ webhook: hook(receiver.url) }, { path, wrap });
    await first.record({ ref: refOf(1) });
    await soon(() => receiver.requests.length).toBe(1);
    await first.record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(2);
    await first.close();
    isBroken = false;
    open({ webhook: hook(receiver.url) }, { path });
    await soon(() => receiver.requests.length).toBe(3);
    const ids = receiver.requests.map(({ notice }) => notice.alarms.map(({ id }) => id));
    expect(ids[2]).toEqual([...(ids[0] ?? []), ...(ids[1] ?? [])]);
  });

  it("with a new way tells the alarms of the last day, not those of years", async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const before = open({}, { path });
    const old = Array.from({ length: 150 }, (_, number) => ({
      ...{ ref: refOf(number), at: "2026-11-20T00:00:00Z" },
    }));
    await before.record(...old, { ref: refOf(999), at: "2026-11-24T01:00:00Z" });
    await before.close();
    const receiver = await using(openReceiver());
    open({ webhook: hook(receiver.url) }, { path });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms.map(({ ref }) => ref)).toEqual([refOf(999)]);
    expect(receiver.requests[0]?.notice.more).toEqual({});
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

describe("an alarm about the gateway", () => {
  it.each([
    [true, "state"],
    ["keys", "keys/contents"],
  ] as const)("about a full disk says which: %s", async (full, file) => {
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => full });
    const { exchange } = open({}, { wrap });
    const { json } = await exchange.c.call("GET", "/v1/health");
    expect(json.reasons).toMatchObject([{ code: "STORE_FULL", file }]);
  });

  it("is told although nothing can be written, and once while it lasts", async () => {
    const receiver = await using(openReceiver());
    let full = true;
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => full });
    const { lines } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      {
        event: "storeFull",
        act: "Free space on the volume that safepassage gateway status names: that of the database, or of the keys. It goes on by itself.",
      },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(receiver.requests).toHaveLength(1);
    expect(lines().filter(({ event }) => event === "storeFull")).toHaveLength(1);
    full = false;
    await soon(() => lines().some(({ event }) => event === "over")).toBe(true);
    full = true;
    await soon(() => receiver.requests.length).toBe(2);
  });

  it("is told although the database cannot be read at all", async () => {
    const receiver = await using(openReceiver());
    let isBroken = false;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        isBroken
          ? Promise.reject(new AgencyError("GATEWAY_STORE_UNREADABLE", "broken"))
          : store.transaction(work),
    });
    const { record } = open({ webhook: hook(receiver.url) }, { wrap });
    await record({ ref: refOf(1) });
    await soon(() => receiver.requests.length).toBe(1);
    isBroken = true;
    await soon(() => receiver.requests.length).toBe(2);
    isBroken = false;
    await record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(3);
    const told = receiver.requests.map(({ notice }) =>
      notice.alarms.map(({ event, code }) => [event, code]),
    );
    expect(told).toEqual([
      [["emergencyRefused", "MESSAGE_EXPIRED"]],
      [["storeFails", "GATEWAY_STORE_UNREADABLE"]],
      [["emergencyRefused", "MESSAGE_EXPIRED"]],
    ]);
  });

  it("is told whatever the database throws, and its health says so", async () => {
    const receiver = await using(openReceiver());
    const expired = Object.assign(new Error("certificate has expired"), {
      code: "CERT_HAS_EXPIRED",
    });
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) => (isBroken ? Promise.reject(expired) : store.transaction(work)),
    });
    const { exchange, record } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      { event: "storeFails", code: "CERT_HAS_EXPIRED" },
    ]);
    const { status, json } = await exchange.c.call("GET", "/v1/health");
    expect([status, json.status]).toEqual([200, "notReady"]);
    expect(json.reasons.map(({ code }: { code: string }) => code)).toEqual(["GATEWAY_STORE_AWAY"]);
    isBroken = false;
    await record({});
    await soon(() => receiver.requests.length).toBe(2);
  });

  it("is a database in an earlier state, until that is confirmed", async () => {
    const receiver = await using(openReceiver());
    const wrap = (store: AgencyStore): AgencyStore => {
      const state = JSON.stringify({ found: NOW, since: NOW, lost: 3 });
      void store.transaction(({ marks }) => marks.set("earlier", state));
      return store;
    };
    const { exchange } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([{ event: "databaseEarlier" }]);
    const { json } = await exchange.c.call("GET", "/v1/health");
    expect(json).toMatchObject({ status: "ready", warnings: [{ code: "DATABASE_EARLIER" }] });
    await exchange.c.store.transaction(({ marks }) => marks.set("earlier", ""));
    const { json: after } = await exchange.c.call("GET", "/v1/health");
    expect(after.warnings).toEqual([]);
  });

  it("is that recorded alarms cannot be read, and they are told once they can", async () => {
    const receiver = await using(openReceiver());
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      isFull: async () => isBroken,
      transaction: (work) =>
        store.transaction((tx) => {
          const after: typeof tx.events.after = (...asked) =>
            isBroken
              ? Promise.reject(new Error("a page of this table is damaged"))
              : tx.events.after(...asked);
          return work({ ...tx, events: { ...tx.events, after } });
        }),
    });
    const { record, lines } = open({ webhook: hook(receiver.url) }, { wrap });
    await record({});
    await soon(() => receiver.requests.length).toBe(2);
    const told = () =>
      receiver.requests.map(({ notice }) => notice.alarms.map(({ event }) => event));
    expect(told()).toEqual([["storeFull"], ["alarmsUntold"]]);
    expect(lines()).toContainEqual(
      expect.objectContaining({ event: "alarmsUntold", channel: "webhook", code: "Error" }),
    );
    isBroken = false;
    await soon(() => receiver.requests.length).toBe(3);
    expect(told()[2]).toEqual(["emergencyRefused"]);
    await soon(() =>
      lines().some(({ event, code }) => event === "over" && code === "alarmsUntold"),
    ).toBe(true);
  });

  it("is in the log where nobody is told", async () => {
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => true });
    const { lines } = open({}, { wrap });
    await soon(() => lines()).toMatchObject([{ event: "storeFull", level: "alarm" }]);
  });

  it("is a certificate that ends soon, until another one is there", async () => {
    const receiver = await using(openReceiver());
    const files: Record<string, string> = { "proxy.pem": selfSigned().cert };
    const alarms = { webhook: hook(receiver.url), certificates: ["proxy.pem"] };
    const { exchange, lines } = open(alarms, { files });
    exchange.setTime(new Date().toISOString());
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      { event: "certificateEnds", ref: "proxy.pem" },
    ]);
    // It is watched as the file is then.
    files["proxy.pem"] = "just being written";
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lines().some(({ event }) => event === "over")).toBe(false);
  });
});

describe("a file that the configuration names", () => {
  it.each([
    [
      "is missing",
      { webhook: { url: "https://hook.test", secret: "no.key" } },
      "no.key cannot be read",
    ],
    [
      "is too short",
      { webhook: { url: "https://hook.test", secret: "short.key" } },
      "short.key has fewer than 32",
    ],
    ["is no certificate", { certificates: ["short.key"] }, "short.key is no certificate"],
  ])("is refused if it %s", (_, alarms, message) => {
    const opening = () => watch({ alarms }, { "short.key": "short" });
    expect(opening).toThrow(
      expect.objectContaining({
        code: "GATEWAY_OPERATION_INVALID",
        message: expect.stringContaining(message),
      }),
    );
  });
});
